// [truth].
#include "config/row_makers.hpp"

namespace parley {
using rows::at;

void add_truth_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  using fields = truth_settings;
  constexpr auto truth = &settings::truth;
  add(rows::boolean("truth.gate", at(truth, &fields::gate),
                    "`parley run` promotes a prompt only on customers it was not tuned on, and "
                    "measures it on a third group; false: tunes on everybody, claims nothing"));
  add(rows::number("truth.baseline_share", at(truth, &fields::baseline_share), 0, 0.9,
                   "share of the customers that `parley run` goes on talking to under the first "
                   "prompt: an A/B test; 0: none"));
  add(rows::text("truth.outcomes", at(truth, &fields::outcomes), "a file, a run's folder or id",
                 "a file's path or a run's id", nullptr,
                 "real outcomes that `parley outcomes import` has read: they calibrate the gain "
                 "that is reported, cohort by cohort; empty: none"));
  add(rows::integer("truth.anchors", at(truth, &fields::anchors), 0, 1000,
                    "transcripts that the judge scores again in every iteration, to see whether it "
                    "still measures as it did"));
  add(rows::integer("truth.conversations", at(truth, &fields::conversations), 0, 10'000'000,
                    "conversations of one search altogether; 0: ten for each customer"));
  add(rows::integer("truth.iterations", at(truth, &fields::iterations), 1, 100,
                    "a search takes at most so many iterations"));
  add(rows::integer("truth.proposals", at(truth, &fields::proposals), 1, 20,
                    "proposals asked of the tuner in each iteration"));
  add(rows::integer("truth.patience", at(truth, &fields::patience), 1, 100,
                    "so many iterations in a row without a promotion end the search"));
  add(rows::number("truth.search_share", at(truth, &fields::search_share), 0.1, 0.8,
                   "share of the customers that prompts are searched on"));
  add(rows::number("truth.selection_share", at(truth, &fields::selection_share), 0.1, 0.8,
                   "share of the customers that decide on promotions; the rest reports"));
  add(rows::number("truth.alpha", at(truth, &fields::alpha), 0.0001, 0.5,
                   "chance that a search promotes anything where there is no gain"));
  add(rows::number("truth.margin", at(truth, &fields::margin), 0, 1,
                   "no cohort may be worse by more than this, in reward"));
  add(rows::number("truth.worth", at(truth, &fields::worth), 0, 1,
                   "a rule that surely brings less than this is taken out"));
  add(rows::number("truth.expected_sd", at(truth, &fields::expected_sd), 0, 1,
                   "how much customers' differences vary, for the forecast of what can be shown"));
  add(rows::number("truth.inclusion", at(truth, &fields::inclusion), 0, 0.9,
                   "share of the search in which rules are left out by chance, to measure them"));
  add(rows::number("truth.judge_repeats", at(truth, &fields::judge_repeats), 0, 1,
                   "share of the conversations that the judge scores twice"));
  add(rows::integer("truth.resamples", at(truth, &fields::resamples), 200, 100'000,
                    "resamples of the bootstrap"));
  add(rows::integer("truth.most_rules", at(truth, &fields::most_rules), 1, 8,
                    "rules of one cohort, at most"));
  add(rows::integer("truth.most_rule_characters", at(truth, &fields::most_rule_characters), 100,
                    4800, "characters of one cohort's rules together, at most"));
}

}  // namespace parley
