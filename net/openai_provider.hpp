// The provider that speaks the OpenAI wire formats (Responses, Chat Completions) over http::client.
// Must not know: which server answers: OpenAI, a compatible one, or the simulated provider.
#pragma once

#include <memory>
#include <string>

#include "config/settings.hpp"
#include "net/provider.hpp"

namespace parley {

struct openai_provider_settings {
  /// What the configuration says; without key, certificates and authorities.
  static openai_provider_settings from(const settings& config);

  openai_settings endpoint;            ///< base_url, api, organization, project
  std::string api_key;                 ///< never logged; empty: no Authorization header
  std::string ca_pem;                  ///< overrides the system's store when not empty
  std::string client_certificate_pem;  ///< our own identity (mutual TLS); empty: none
  std::string client_key_pem;
  transport_settings transport;
  retry_settings retry;
  settings limits_source;  ///< limits_for(model) is read from here
  std::uint64_t seed = 1;  ///< of the retry jitter
};

class openai_provider : public provider {
 public:
  /// Errors: invalid_config (URL, API name), tls_failed.
  static result<std::unique_ptr<openai_provider>> create(asio::io_context& context,
                                                         clock_source& clock,
                                                         openai_provider_settings settings);

  /// Takes new limits while running: applies to calls admitted from now on.
  virtual void set_limits(const settings& updated) = 0;

  /// GET /models: does the key work, does the server answer? Returns the models' ids. No retries.
  virtual asio::awaitable<result<std::vector<std::string>>> list_models(time_point deadline) = 0;
};

}  // namespace parley
