// What one iteration showed, by cohort (specification section 4.3). Numbers only; engine/scoring
// computes them, the tuner and the report read them.
// Must not know: how anything was computed.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "agents/transcript.hpp"

namespace parley {

/// A mean with its 95 % confidence interval. n < 2: low and high are absent.
struct estimate {
  double mean = 0;
  std::optional<double> low;
  std::optional<double> high;
  std::size_t n = 0;
};

struct cohort_summary {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::size_t customers = 0;  ///< conversations that were started
  std::size_t n = 0;          ///< scored ones; the estimates rest on these
  std::size_t silent = 0;     ///< customer never answered
  std::size_t invalid = 0;    ///< left character; left out of the scores
  std::size_t failed = 0;     ///< a call failed for good
  std::size_t unscored = 0;   ///< judge gave no usable verdict
  estimate nps;               ///< mean likelihood to recommend, 0..10
  double net_promoter = 0;    ///< 100 * (share >= 9 - share <= 6) of the scored, -100..100
  estimate churn;             ///< 0..1
  estimate engagement;        ///< 0..1
  estimate ltv_ratio;         ///< expected LTV / baseline LTV
  estimate reward;            ///< normalised, 0..1
  std::optional<strategy> best_strategy;  ///< highest mean reward with at least min_n conversations
  std::size_t best_strategy_n = 0;
  std::string notes;  ///< one sentence for people, may be empty
};

struct cohort_report {
  int iteration = 0;
  std::array<cohort_summary, 4> cohorts;  ///< in the order of all_cohorts
  cohort_summary all;                     ///< over every scored conversation; its cohort is unused
  std::int64_t tokens_used = 0;
  double cost = 0;  ///< in the prices' currency
  spend_by_role spend{};
  double wall_sec = 0;
  std::size_t refused_for_deadline = 0;  ///< customers left out so that the deadline held
};

}  // namespace parley
