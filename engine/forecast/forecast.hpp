// What a run will take, between which bounds, what binds it, and which setting would help most: by
// playing it several times, also with other settings.
// Must not know: the terminal, files.
#pragma once

#include "engine/forecast/play.hpp"

namespace parley::forecast {

struct range {
  double low = 0, expected = 0, high = 0;
};

struct amount_range {
  range calls, requests, input_tokens, cached_tokens, output_tokens, cost, seconds;
};

struct iteration_forecast {
  amount_range takes;
  std::string binds;
  std::size_t customers = 0, left_out = 0;
};

/// Another setting, tried.
struct alternative {
  std::string key;            ///< "conversation.max_open"
  std::string before, after;  ///< as shown
  double seconds = 0, cost = 0;
  double faster = 0;   ///< share of the expected time that it saves; negative: slower
  double cheaper = 0;  ///< of the expected cost
  bool ours = true;    ///< false: the provider has to agree
};

struct forecast {
  std::vector<iteration_forecast> iterations;
  amount_range total;
  int wanted_iterations = 0;  ///< at most
  int played_iterations = 0;  ///< the rest is taken to go as the last of these
  stop_reason stopped = stop_reason::max_iterations;  ///< as expected
  std::string stop_detail;
  std::string binds;               ///< most of the expected time; "money" when a budget ends it
  std::vector<alternative> tried;  ///< best first; without those that change next to nothing
  std::size_t plays = 0;
};

/// `base.belief` is the expected one; bounds come from leaning it, `base.seed` is the first seed.
/// Takes seconds for a thousand customers. `base.iterations` are forecast, fewer are played where
/// they repeat each other.
forecast make_forecast(const play_inputs& base);

}  // namespace parley::forecast
