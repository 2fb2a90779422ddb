// What the HTTP front asks of the played models: one call in, the text the model says out.
// Must not know: HTTP, streaming, quota, time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.hpp"
#include "config/settings.hpp"

namespace parley::sim {

struct model_message {
  std::string role;  ///< "system", "developer", "user", "assistant"
  std::string text;  ///< text parts joined; images and files left out
};

/// A request as a model would see it, whichever endpoint it came through.
struct model_call {
  std::string model;
  std::string instructions;
  std::vector<model_message> input;
  std::optional<std::string> schema_name;  ///< of text.format json_schema
  std::string schema_json;                 ///< the schema as sent; empty when none
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// How the tuner role is played: with general advice and an eye on the reports; with rules that
/// change nothing; with advice that makes customers leave. The last two are for tests of the loop.
enum class tuner_kind : std::uint8_t { sensible, useless, harmful };

/// Plays planner, customer, proactive, judge and tuner from the hidden world; answers anything
/// else like a plain assistant. Pure: the same call gives the same bytes, in any order, from any
/// thread. Never reveals a latent value.
class played_models {
 public:
  virtual ~played_models() = default;
  /// Errors: invalid_config (unknown world family); not_found, io_error and invalid_input (word
  /// list).
  static result<std::unique_ptr<played_models>> create(const sim_settings& world);

  /// Nothing: the call is none of the five roles; the front makes up an answer itself.
  virtual std::optional<std::string> play(const model_call& call) const = 0;
};

}  // namespace parley::sim
