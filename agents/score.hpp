// The judge's verdict on one conversation (specification section 3.5).
// Must not know: rewards, cohorts' statistics.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agents/transcript.hpp"

namespace parley {

struct score {
  double nps_expected = 0;     ///< NPS_expected: likelihood to recommend, 0..10
  double engagement_prob = 0;  ///< EngagementProb, 0..1
  double churn_prob = 0;       ///< ChurnProb, 0..1
  double ltv_delta = 0;        ///< LTV_delta: change of value as a share of baseline, -1..1
  double cta_clarity = 0;      ///< CTA_clarity: how clear the call to action was, 0..1
  std::vector<std::pair<std::string, double>> aspect_sentiment;  ///< each -1..1, document order
  std::string rationale;
};

/// A scored, or explicitly unscored, conversation.
struct judgement {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
  std::optional<score> value;  ///< nothing: unscored, never zero
  std::string unscored_reason;
  int reasks = 0;
  spend_by_role spend{};
};

}  // namespace parley
