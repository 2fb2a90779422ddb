// [scoring] and [scoring.segment_margin].
#include "config/row_makers.hpp"

namespace parley {
using rows::at;

void add_scoring_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  using fields = scoring_settings;
  constexpr auto scoring = &settings::scoring;
  add(rows::number("scoring.weight_nps", at(scoring, &fields::weight_nps), 0, 10,
                   "weight of NPS_expected, 0 to 10, in the reward"));
  add(rows::number("scoring.weight_engagement", at(scoring, &fields::weight_engagement), 0, 10,
                   "weight of 10 * EngagementProb in the reward"));
  add(rows::number("scoring.weight_churn", at(scoring, &fields::weight_churn), 0, 10,
                   "weight of 10 * ChurnProb, subtracted from the reward"));
  add(rows::integer("scoring.best_strategy_min_n", at(scoring, &fields::best_strategy_min_n), 1,
                    1'000'000, "conversations a strategy needs before it can be called best"));
  add(rows::number("scoring.confidence", at(scoring, &fields::confidence), 0.5, 0.999,
                   "level of every interval in a report"));
  add(rows::boolean("scoring.use_judge_ltv", at(scoring, &fields::use_judge_ltv),
                    "true: LTV from the judge's LTV_delta instead of the formula"));
  add(rows::integer("scoring.churn_horizon_months", at(scoring, &fields::churn_horizon_months), 1,
                    120, "how far ahead a profile's churn_est looks"));
  add(rows::number("scoring.discount_rate", at(scoring, &fields::discount_rate), 0, 1,
                   "of money, a year"));
  add(rows::integer("scoring.service_years", at(scoring, &fields::service_years), 1, 30,
                    "years of service that a customer's value counts"));
  add(rows::number("scoring.margin_low", at(scoring, &fields::margin_low), 0, 1e9,
                   "service margin a year of a low-value customer"));
  add(rows::number("scoring.margin_mid", at(scoring, &fields::margin_mid), 0, 1e9,
                   "service margin a year of a middle-value customer"));
  add(rows::number("scoring.margin_high", at(scoring, &fields::margin_high), 0, 1e9,
                   "service margin a year of a high-value customer"));
  add(rows::number("scoring.gross_share", at(scoring, &fields::gross_share), 0, 1,
                   "part of the price that is earned when they buy again"));
  add(rows::number("scoring.base_loyalty", at(scoring, &fields::base_loyalty), 0, 1,
                   "probability that a customer who stayed buys the next car here"));
  add(rows::number("scoring.purchase_cycle_years", at(scoring, &fields::purchase_cycle_years), 0.1,
                   50, "years between two cars"));
  add(rows::number("scoring.referral_value", at(scoring, &fields::referral_value), 0, 1e9,
                   "worth of a full recommendation, LTR 10 of 10; 0: none is counted"));
  add(rows::choice(
      "scoring.segment_margin.<segment>",
      [](auto& values, const std::string& segment) -> auto& {
        return values.scoring.segment_margin.at(segment);
      },
      {"low", "mid", "high"}, "which margin a profile's value_segment has"));
}

}  // namespace parley
