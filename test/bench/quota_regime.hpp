// The regimes in which scheduling is measured: what the provider allows, and what must hold.
// Must not know: how a regime is played.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "sim/service/quota_ledger.hpp"

namespace parley::bench {

struct quota_regime {
  std::string name;
  std::size_t customers = 200;
  int turns = 6;             ///< agent messages at most; 0: the default
  double latency_scale = 1;  ///< of the models' natural latency; 0.3: about 300 ms a call
  std::map<std::string, sim::service::quota_policy> quotas;  ///< by model; others are not limited
  std::function<void(settings&)> adjust;                     ///< nothing: every default as it is
  double neighbour = 0;       ///< share of the quota that another client takes, in bursts
  double storm_from_s = 0;    ///< 503 with Retry-After from then on
  double storm_s = 0;         ///< for so long; 0: no storm
  double balance_ends_s = 0;  ///< from then on insufficient_quota; 0: never
  std::string order;          ///< of admission; empty: the default
  double speed = 1;           ///< over real TLS: the clock's

  std::optional<double> most_ratio, most_refused, least_used;  ///< what must hold
};

/// All of them, in the order of the table in docs/scheduling.md.
std::vector<quota_regime> quota_regimes();

/// The big tier with a fixed cap on open conversations and calls instead of the defaults.
quota_regime with_fixed_cap(quota_regime big_tier, int cap);

}  // namespace parley::bench
