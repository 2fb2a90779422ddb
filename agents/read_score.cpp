#include "agents/read_score.hpp"

namespace parley {

void read_score_numbers(object_reader& in, score& out) {
  out.cta_clarity = in.number("CTA_clarity", 0, 1);
  out.nps_expected = in.number("NPS_expected", 0, 10);
  out.engagement_prob = in.number("EngagementProb", 0, 1);
  out.churn_prob = in.number("ChurnProb", 0, 1);
  out.ltv_delta = in.number("LTV_delta", -1, 1);
}

}  // namespace parley
