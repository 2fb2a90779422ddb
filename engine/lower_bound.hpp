// The shortest time in which the calls of one iteration could have been made. Pure.
// Must not know: how they were scheduled, where the limits were learnt.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "net/provider.hpp"

namespace parley {

/// One call as it was observed.
struct observed_call {
  std::string model;
  bool talk = true;         ///< part of the conversation; false: the judge's
  double latency_sec = 0;   ///< from send to complete; waiting for quota is not in it
  std::int64_t tokens = 0;  ///< what the provider charged for it at least
};
/// One customer's calls, in the order they had to be made; the judge's last.
using call_chain = std::vector<observed_call>;

/// One limit of one model: `rate` a second, of which `burst` may be spent at once. Rate 0: none.
struct bucket_limit {
  double rate = 0;
  double burst = 0;
};
struct model_bound {
  bucket_limit requests, tokens;
  int in_flight = 0;  ///< 0: no limit
};
struct bound_limits {
  int max_open = 0;  ///< conversations at once; 0: no limit
  std::map<std::string, model_bound> models;
};

/// The limits that a run had: the configured ones and those its provider told, the smaller of both.
/// A burst that nobody told is taken as one minute's worth, the most that limits of this kind
/// allow, so that the bound stays one.
bound_limits limits_in_force(const settings& config, std::span<const model_state> told);

struct makespan_bound {
  double seconds = 0;
  std::string binding_term;  ///< "path", "in flight: MODEL", "open conversations",
                             ///< "requests: MODEL", "tokens: MODEL", "judge requests after talk",
                             ///< "judge tokens after talk"; "" without calls
};

/// The largest of (docs/lower-bound.md derives each):
/// - path: the longest chain;
/// - open conversations, in flight: all latency over what may go on at once;
/// - requests and tokens of each model: Jackson's preemptive schedule of all its calls, each with
///   what must come before and after it, less the burst;
/// - judge after talk: for each k, not before k conversations could have ended, then the judge's
///   bucket for all that are left.
/// Knowing observed latencies and charges it is clairvoyant: wall / bound >= 1.
makespan_bound lower_bound(std::span<const call_chain> chains, const bound_limits& limits);

}  // namespace parley
