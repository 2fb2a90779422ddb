// Plays one regime: the whole engine and governor against the simulated provider, and what its
// ledger and the calls themselves say afterwards.
// Must not know: targets, tables.
#pragma once

#include <map>

#include "output/run_record.hpp"
#include "test/bench/quota_regime.hpp"

namespace parley::bench {

/// How much of production is in it.
enum class play_level : std::uint8_t {
  provider,    ///< virtual clock, no bytes: engine, governor, ledger
  connection,  ///< virtual clock, pool and codecs over connections without sockets
  tls          ///< the machine's clock, loopback TLS, the service on its own thread
};

struct quota_outcome {
  double makespan = 0, bound = 0;  ///< seconds of the provider's clock
  double oracle = 0;               ///< seconds: who sees the buckets, no latency
  double checks = 0;               ///< seconds that the judge's checks took after it
  std::string term;                ///< what the bound rests on
  std::int64_t granted = 0, refused = 0, faults = 0;  ///< of our calls, by the provider's ledger
  std::vector<double> refused_at;  ///< of our calls; seconds of the provider's clock
  double used = 0;                 ///< of the quota that there was while calls waited for it
  std::size_t lost = 0;            ///< customers without a score, though replies were usable
  std::map<std::string, std::size_t> lost_because;
  double steady_rate = 0;          ///< calls granted a second, before the storm
  double after_storm = 0;          ///< calls that came in the first second after it
  std::int64_t after_refusal = 0;  ///< calls that came a round trip after the balance's refusal
  stop_reason stopped = stop_reason::max_iterations;
  double cpu_seconds = 0;  ///< of this thread
  int most_in_flight = 0;
  double wall_seconds = 0;

  double ratio() const { return bound > 0 ? makespan / bound : 0; }
  double refused_share() const {
    return granted + refused > 0
               ? static_cast<double>(refused) / static_cast<double>(granted + refused)
               : 0;
  }
};

/// `order`: admission order by name; empty: the default. `seed` draws profiles, latencies, bursts.
quota_outcome play_regime(const quota_regime& what, play_level level, std::uint64_t seed);

}  // namespace parley::bench
