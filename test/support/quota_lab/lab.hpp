// The governor alone against a provider's real ledger, on a virtual clock: conversations of calls,
// no coroutines, no bytes. A simulated hour takes milliseconds, so policies can be compared.
// Must not know: sockets, the engine.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace parley::lab {

/// One model's limits as its provider really applies them.
struct provider_side {
  std::int64_t requests_per_minute = 0;  ///< 0: none
  std::int64_t tokens_per_minute = 0;
  double burst_seconds = 60;
  bool refund = true;         ///< of reserved output that was not used
  bool output_counts = true;  ///< false: only input is charged at admission, output at the end
  bool tells = true;          ///< x-ratelimit headers
};

struct scenario {
  std::string name;
  std::uint64_t seed = 1;
  int conversations = 200;
  int turns_least = 5, turns_most = 14;  ///< two calls each, one after the other
  provider_side talk;
  bool judge_shares = true;  ///< false: the judge's model has `judge` for itself
  provider_side judge;
  int max_output_tokens = 512;  ///< what the agents are configured to allow
  double typical_output = 90;   ///< median; log-normal
  double first_token_s = 0.35, per_token_s = 0.012;
  double stragglers = 0.005;  ///< share of calls that take eight times as long
  double round_trip_s = 0.08;
  double foreign_share = 0;               ///< of the quota, taken by somebody else in bursts
  double storm_from_s = -1, storm_s = 0;  ///< 503 with Retry-After
  double retry_after_s = 1;
  std::string order = "fifo";
  int in_flight = 0;  ///< configured cap; 0: automatic
  double share = 1;   ///< quota.share
};

struct outcome {
  double seconds = 0;  ///< from the first call to the last reply
  double bound_s = 0;  ///< no schedule can be faster: the clairvoyant lower bound
  double ratio() const { return seconds / bound_s; }
  std::int64_t sent = 0, quota_refusals = 0, failures = 0, lost = 0, cut = 0;
  double refused_share() const {
    return static_cast<double>(quota_refusals) / static_cast<double>(sent);
  }
  double used = 0;         ///< of the binding quota, while it could be used
  double after_storm = 0;  ///< calls in the first second after it, over the steady rate
  int most_in_flight = 0;
};

/// Plays the scenario to its end. Deterministic.
outcome play(const scenario& chosen);

}  // namespace parley::lab
