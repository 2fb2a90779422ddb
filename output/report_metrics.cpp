#include "output/report_metrics.hpp"

#include <limits>

#include "output/format.hpp"

namespace parley {

const std::array<report_metric, 5>& report_metrics() {
  using row = comparison_row;
  using sum = cohort_summary;
  static const std::array<report_metric, 5> metrics = {{
      {"nps", "Likelihood to recommend", "0 to 10, higher is better", "", "", 1, 0.0, 10.0, 2,
       false,
       "How likely the customer is to recommend the company after the conversation, from 0 to 10, "
       "as the judge expects it. NPS is made from it: the share of 9 and above minus the share of "
       "6 and below, from −100 to 100.",
       &sum::nps, &row::nps_before, &row::nps_after, &row::nps_change},
      {"churn", "Churn risk", "0 to 100 %, lower is better", "%", "points", 100, 0.0, 100.0, 1,
       true,
       "The probability that the customer leaves. A change is given in percentage points: from "
       "24 % to 21 % is −3 points.",
       &sum::churn, &row::churn_before, &row::churn_after, &row::churn_change},
      {"engagement", "Engagement", "0 to 100 %, higher is better", "%", "points", 100, 0.0, 100.0,
       1, false,
       "The probability that the customer does what the message asks for or goes on talking.",
       &sum::engagement, &row::engagement_before, &row::engagement_after, &row::engagement_change},
      {"ltv_ratio",
       "LTV ratio",
       "1 is the baseline, higher is better",
       "",
       "",
       1,
       {},
       {},
       3,
       false,
       "Expected lifetime value divided by the value expected without any outreach. 1.04 means "
       "4 % more than the baseline, 0.97 means 3 % less.",
       &sum::ltv_ratio,
       &row::ltv_before,
       &row::ltv_after,
       &row::ltv_change},
      {"reward", "Reward", "0 to 1, higher is better", "", "", 1, 0.0, 1.0, 3, false,
       "The one number that the loop works on: 0.6 × likelihood to recommend + 0.3 × 10 × "
       "engagement − 0.3 × 10 × churn (with the weights as delivered), mapped from its fixed range "
       "to 0 to 1.",
       &sum::reward, &row::reward_before, &row::reward_after, &row::reward_change},
  }};
  return metrics;
}

namespace {

estimate in_unit(const report_metric& metric, estimate value) {
  value.mean *= metric.factor;
  if (value.low) *value.low *= metric.factor;
  if (value.high) *value.high *= metric.factor;
  return value;
}

constexpr double open_end = std::numeric_limits<double>::infinity();

}  // namespace

estimate shown(const report_metric& metric, const estimate& value) {
  return within(in_unit(metric, value), metric.least.value_or(-open_end),
                metric.most.value_or(open_end));
}

estimate shown_change(const report_metric& metric, const estimate& change) {
  const double reach = metric.least && metric.most ? *metric.most - *metric.least : open_end;
  return within(in_unit(metric, change), -reach, reach);
}

}  // namespace parley
