// A server that costs next to nothing: TLS, and the same small reply to everything.
#pragma once

namespace parley::bench {

/// Serves until SIGTERM, after printing {"base_url", "ca_file"}. Returns an exit code.
int serve_canned();

}  // namespace parley::bench
