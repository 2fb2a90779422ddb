// A load test's target over the real transport: any server with the Responses API or Chat
// Completions.
// Must not know: schedules, what the requests say.
#pragma once

#include <memory>

#include "config/settings.hpp"
#include "engine/load/target.hpp"

namespace parley::load {

struct target_settings {
  openai_settings endpoint;
  std::string api_key;
  std::string ca_pem;            ///< trust these; empty: the system's
  transport_settings transport;  ///< max_connections: as many as may be in flight
  std::string client_certificate_pem, client_key_pem;  ///< our own identity; empty: none
  std::string extra_body;  ///< members for every request's JSON object, e.g. {"ignore_eos":true}
};

/// Errors: invalid_config (URL, API name), invalid_input (extra_body), tls_failed.
result<std::unique_ptr<target>> make_http_target(asio::io_context& context, clock_source& clock,
                                                 target_settings settings);

}  // namespace parley::load
