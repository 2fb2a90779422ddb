// Chooses and connects the provider: the embedded simulated one, or a server with a key.
// Must not know: what is asked of it.
#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "cli/console.hpp"
#include "config/settings.hpp"
#include "net/openai_provider.hpp"
#include "sim/simulated_provider.hpp"

namespace parley::cli {

/// The API key from the file, else from OPENAI_API_KEY; empty: none. Errors: not_found,
/// invalid_config (file empty, or more than one word on its first line).
result<std::string> find_api_key(const openai_settings& endpoint);

/// "sim" or "openai": the setting, or by whether there is a key or a server of the user's. Errors:
/// of find_api_key().
result<std::string> provider_name(const settings& config);

/// A server that can be asked, and what it takes to ask it. Nothing was sent yet.
struct open_endpoint {
  std::string name;  ///< "sim" or "openai"
  openai_settings endpoint;
  std::string api_key;                 ///< empty: none is needed
  std::string ca_pem;                  ///< empty: the system's
  std::string client_certificate_pem;  ///< our own identity; empty: none
  std::string client_key_pem;
  std::string note;  ///< what to tell people about the simulated world; may be empty
  std::unique_ptr<sim::simulated_provider> service;  ///< only for "sim"; must outlive all calls
};

/// Starts the simulated provider where that is chosen. Errors: as connect_provider().
result<open_endpoint> open_service(const settings& config);

/// Why a client could not be made, with the file that is to blame where it is the user's.
failure explain_creation(const failure& why, const settings& config, std::string_view provider);

struct connected_provider {
  std::string name;  ///< "sim" or "openai"
  std::string base_url;
  std::string note;  ///< what to tell people about the simulated world; may be empty
  std::unique_ptr<sim::simulated_provider> service;  ///< only for "sim"; outlives llm
  std::unique_ptr<openai_provider> llm;
};

/// Starts the simulated provider where that is chosen; sends nothing yet. Errors: authentication
/// (a key is needed and there is none), not_found (key or CA file), invalid_config, io_error,
/// tls_failed.
result<connected_provider> connect_provider(asio::io_context& context, clock_source& clock,
                                            const settings& config);

/// exit_usage for what the user can correct in arguments and files, exit_authentication, or
/// exit_provider.
int exit_code_of(const failure& why);

/// Tells it; returns its exit code.
int refuse(const failure& why, console& con);

}  // namespace parley::cli
