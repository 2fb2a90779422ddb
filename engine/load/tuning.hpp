// From what was measured to [limits] of the configuration, each number with its evidence.
// Must not know: files, TOML.
#pragma once

#include <string>
#include <vector>

#include "base/errors.hpp"
#include "output/load_record.hpp"
#include "output/store/read_calls.hpp"

namespace parley::load {

struct proposed_limit {
  std::string key;  ///< "in_flight", "requests_per_minute", "tokens_per_minute"
  std::int64_t value = 0;
  std::string evidence;  ///< one sentence
  bool known = true;     ///< false: nothing was learnt, what is configured stays
};

struct limit_proposal {
  std::string model;
  std::vector<proposed_limit> limits;
  std::vector<std::string> cautions;  ///< why a number may be off
};

/// Room above what was measured, so that the limit binds only when the server slows down.
inline constexpr double in_flight_headroom = 1.25;

/// Requests and tokens a minute: what the server's headers said, else the rate at which it began to
/// refuse, else nothing (no limit was met). Calls at once: by Little's law the rate times the p95
/// latency at the highest good rate (or of the best step), with headroom; of a closed load, what
/// was in flight. Errors: invalid_input (nothing was measured well enough to say).
result<limit_proposal> propose_limits(const load_record& record);

/// The same from the calls of a run, one proposal a model. Calls at once: the p95 of those that
/// were out at a time, with headroom; requests and tokens a minute only where the run met
/// refusals: the busiest minute.
result<std::vector<limit_proposal>> propose_limits(const std::vector<timed_call>& calls);

}  // namespace parley::load
