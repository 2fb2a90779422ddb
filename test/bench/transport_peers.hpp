// Other clients on the same server in the same run: wrk, and the official Node SDK.
// Must not know: our own client.
#pragma once

#include <optional>
#include <string>

#include "test/bench/transport_server.hpp"

namespace parley::bench {

struct peer_result {
  double cpu_us_per_call = 0;
  double calls_per_s = 0;
  double added_p99_ms = 0;  ///< over what the server had the call; 0: not measured
};

/// Nothing when wrk is not installed or failed. It sends bytes and counts replies: no JSON.
std::optional<peer_result> measure_wrk(const model_process& server, int in_flight, int seconds,
                                       bool stream);

/// The simplest loop with openai@6.49.0 and `in_flight` workers. Fetches the package from npm into
/// `folder` the first time. Nothing when node or the package is not there.
std::optional<peer_result> measure_node_sdk(const model_process& server, int in_flight, int seconds,
                                            const std::string& folder);

}  // namespace parley::bench
