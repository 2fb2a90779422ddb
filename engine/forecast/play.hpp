// One run as a prior foresees it: the engine itself, on the virtual clock.
// Must not know: how many are played, what is made of them.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "agents/prompt_library.hpp"
#include "config/settings.hpp"
#include "engine/forecast/prior.hpp"
#include "output/run_record.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::forecast {

/// What is forecast. References outlive the play.
struct play_inputs {
  const settings& config;
  const std::vector<customer_profile>& profiles;  ///< not empty, unique ids
  const prompt_library& prompts;
  const prior& belief;
  std::uint64_t seed = 1;
  int iterations = 1;  ///< at most; the gain does not end it
  bool tune_after_last = false;
  std::optional<std::chrono::nanoseconds> until;  ///< of loop.until, from the start
};

/// What a part of a run takes.
struct amount {
  double calls = 0, requests = 0;
  double input_tokens = 0, cached_tokens = 0, output_tokens = 0;
  double cost = 0;  ///< of what has a price
  double seconds = 0;
  amount& operator+=(const amount& other);
};

struct played_iteration {
  amount took;
  std::string binds;  ///< the lower bound's term; "" when there is none
  std::size_t customers = 0, left_out = 0;
};

struct played_run {
  std::vector<played_iteration> iterations;
  stop_reason stopped = stop_reason::max_iterations;
  std::string stop_detail;
  amount total() const;
};

played_run play(const play_inputs& inputs);

}  // namespace parley::forecast
