// What earlier runs tell of a provider: how long its calls took, how long replies were, how
// conversations ended, which limits it told.
// Must not know: what is made of it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley {

/// One call that was answered by the provider.
struct call_sample {
  agent_role role = agent_role::planner;
  std::string model;             ///< as asked for
  std::int64_t input_bytes = 0;  ///< of the request's texts; 0: not recorded
  std::int64_t input_tokens = 0, cached_tokens = 0, output_tokens = 0, text_bytes = 0;
  double first_token_sec = 0, latency_sec = 0;
  bool reask = false;
};

struct talk_sample {
  int agent_turns = 0;
  std::string end;  ///< as `end` in iteration_N.json
};

struct told_limits {
  double requests_per_minute = 0, tokens_per_minute = 0;  ///< 0: not told
};

struct run_samples {
  std::string provider, language;
  double time_scale = 1;  ///< of the simulated provider
  std::vector<call_sample> calls;
  std::vector<talk_sample> talks;
  std::vector<int> planned_turns;             ///< by iteration
  std::map<std::string, told_limits> limits;  ///< by model, the last that was told
};

/// `folder` is a run's; at most `most_calls` calls, the latest. Errors: of opening (not_found,
/// invalid_input: also a journal of an older schema), io_error.
result<run_samples> read_samples(const std::filesystem::path& folder, std::size_t most_calls);

}  // namespace parley
