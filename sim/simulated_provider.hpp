// The simulated provider: an OpenAI-style HTTPS service whose models are played from a hidden
// customer world. Runs on a thread of its own, or stands alone (`parley sim`).
// Must not know: engine, agents, plans. It sees only what is on the wire.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"
#include "config/settings.hpp"

namespace parley::sim {

struct provider_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  bool plain = false;      ///< HTTP without TLS
  std::string key;         ///< required as bearer token; empty: any key, or none, will do
  sim_settings world;      ///< seed, family, time scale, enforced limits
  std::optional<boost::json::object> faults;  ///< the plan to start with: read_fault_file()
};

/// What the service counted, independently of any client.
struct provider_counters {
  std::uint64_t requests = 0, granted = 0, refused = 0, errors = 0;
  std::uint64_t input_tokens = 0, output_tokens = 0;
};

/// Reads a fault plan in TOML. Errors: not_found, io_error, and invalid_config with file, line and
/// column, and the nearest name where one was misspelt.
result<boost::json::object> read_fault_file(const std::string& path);

/// What to tell people about the configured word list: that it shares phrases with the compiled
/// one, so that a tuner is not tried on new words only. Empty: nothing to tell. Errors: the list's.
result<std::string> word_list_note(const sim_settings& world);

/// A kind of fault for people: its name, what it strikes, what it does.
struct known_fault {
  std::string_view name, strikes, meaning;
};
std::vector<known_fault> known_faults();

class simulated_provider {
 public:
  virtual ~simulated_provider() = default;

  /// Binds, makes a certificate, starts serving on its own thread; ready when this returns.
  /// Destruction stops the thread and joins it. Errors: io_error (address), invalid_config (world).
  static result<std::unique_ptr<simulated_provider>> start(provider_settings settings);

  virtual std::string base_url() const = 0;        ///< "https://127.0.0.1:40213/v1"
  virtual const std::string& ca_pem() const = 0;   ///< empty when plain
  virtual provider_counters counters() const = 0;  ///< safe from any thread
};

}  // namespace parley::sim
