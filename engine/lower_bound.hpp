// The shortest time in which the calls of one iteration could have been made. Pure.
// Must not know: how they were scheduled.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace parley {

/// One call as it was observed.
struct observed_call {
  std::string model;
  bool talk = true;        ///< part of the conversation; false: the judge's
  double latency_sec = 0;  ///< from send to complete; waiting for quota is not in it
  std::int64_t tokens = 0;
};
/// One customer's calls, in the order they had to be made; the judge's last.
using call_chain = std::vector<observed_call>;

struct makespan_bound {
  double seconds = 0;
  std::string binding_term;  ///< "path", "in flight: MODEL", "open conversations",
                             ///< "requests: MODEL", "tokens: MODEL"; "" without calls
};

/// The largest of: the longest chain; all latency of a model over its in-flight limit; all talk
/// over the conversations that may be open at once; and a model's requests or tokens over its
/// limit a minute, of which the first minute's may be spent at once (sound for any burst up to
/// that). Knowing observed latencies it is clairvoyant: wall / bound >= 1 (docs/scheduling.md).
makespan_bound lower_bound(std::span<const call_chain> chains, const settings& config);

}  // namespace parley
