// What a run may claim, and on which evidence: as a document and in sentences.
#include <fmt/format.h>

#include <algorithm>

#include "agents/record_json.hpp"
#include "engine/run_truth.hpp"
#include "engine/truth/fidelity.hpp"
#include "engine/truth/reliability.hpp"
#include "engine/truth_json.hpp"
#include "output/format.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

using namespace evidence_json;

std::size_t profile_index(const std::vector<customer_profile>& profiles, const std::string& id) {
  const auto found = std::lower_bound(profiles.begin(), profiles.end(), id,
                                      [](const customer_profile& one, const std::string& wanted) {
                                        return one.customer_id < wanted;
                                      });
  return static_cast<std::size_t>(found - profiles.begin());
}

truth::fidelity_finding fidelity_of(const run_record& record,
                                    const std::optional<last_measurement>& measured) {
  std::vector<const conversation_record*> talks;
  std::vector<const customer_profile*> profiles;
  for (const iteration_record& one : record.iterations)
    for (const conversation_record& talk : one.conversations) {
      const std::size_t at = profile_index(record.profiles, talk.customer_id);
      talks.push_back(&talk);
      profiles.push_back(&record.profiles[at]);
    }
  truth::fidelity_finding out = truth::check_fidelity(talks, profiles, record.confidence);
  if (!measured || record.iterations.empty()) return out;
  std::vector<std::array<double, 2>> twice;  // the first prompt, in the first iteration and again
  for (const measured_pair& row : measured->rows)
    for (const customer_value& value : record.iterations.front().values)
      if (row.before && value.customer_id == row.customer_id)
        twice.push_back({value.reward, *row.before});
  out.variance = truth::variance_components(twice);
  return out;
}

json::object fidelity_json(const truth::fidelity_finding& found) {
  json::object cohorts;
  for (const cohort which : all_cohorts) {
    const truth::cohort_fidelity& c = found.cohorts[index_of(which)];
    if (c.conversations == 0) continue;
    cohorts[to_string(which)] =
        json::object{{"conversations", c.conversations},
                     {"answered", c.answered},
                     {"left_early", c.left_early},
                     {"role_flips", c.role_flips},
                     {"replies", c.replies},
                     {"agreeing", c.agreeing},
                     {"sentiment", estimate_json(c.sentiment)},
                     {"profile_sentiment", estimate_json(c.profile_sentiment)},
                     {"words", estimate_json(c.words)}};
  }
  json::array doubts;
  for (const std::string& one : found.doubts) doubts.emplace_back(one);
  return {{"cohorts", std::move(cohorts)},
          {"persona_variance", found.variance ? json::value(found.variance->persona) : nullptr},
          {"replicate_variance", found.variance ? json::value(found.variance->replicate) : nullptr},
          {"heard_twice", found.variance ? found.variance->pairs : 0},
          {"doubts", std::move(doubts)}};
}

// The first prompt's conversations against the last one's, customers paired.
truth::length_finding length_of(const run_record& record) {
  std::vector<truth::worded_score> rows;
  if (record.iterations.size() < 2) return {};
  const iteration_record* both[] = {&record.iterations.front(), &record.iterations.back()};
  for (std::size_t arm = 0; arm < 2; ++arm) {
    auto value = both[arm]->values.begin();
    for (const conversation_record& talk : both[arm]->conversations) {
      while (value != both[arm]->values.end() && value->customer_id < talk.customer_id) ++value;
      if (value == both[arm]->values.end() || value->customer_id != talk.customer_id) continue;
      rows.push_back({value->reward, profile_index(record.profiles, talk.customer_id), arm,
                      words_of_company(talk)});
    }
  }
  return truth::check_length(rows, record.confidence);
}

}  // namespace

std::string run_truth::document(const run_record& record) const {
  const truth::customer_split& parts = search_.people().split;
  json::object customers, ab;
  if (split_)
    for (std::size_t i = 0; i < profiles_.size(); ++i)
      customers[profiles_[i].customer_id] = truth::to_string(parts.of[i]);
  json::array iterations, said, predicted, looks, checks;
  for (const truth::loop_finding& one : search_.findings()) iterations.push_back(finding_json(one));
  for (const std::string& line : forecast()) predicted.emplace_back(line);
  for (const iteration_record& one : record.iterations)
    checks.push_back(json::object{{"iteration", one.iteration}, {"spend", spend_json(one.checks)}});
  for (const anchor_look& one : looks_) {
    json::object shown = effect_json(one.found.change);
    shown["iteration"] = one.iteration;
    shown["alarm"] = one.found.alarm;
    looks.push_back(std::move(shown));
  }
  std::vector<std::vector<double>> twice;
  for (const auto& [key, rewards] : repeats_) twice.push_back(rewards);
  const truth::length_finding length = length_of(record);
  const truth::fidelity_finding fidelity = fidelity_of(record, measured_);
  json::array sides;
  for (const two_arm_result& one : ab_results(record))
    sides.push_back(json::object{{"iteration", one.iteration},
                                 {"new_prompt", one.new_prompt},
                                 {"baseline", one.baseline},
                                 {"ratio_p", one.ratio.p},
                                 {"ratio_alarm", one.ratio.alarm},
                                 {"change", estimate_json(one.change)}});
  std::vector<std::string> lines = sentences(record);
  if (length.known && length.alarm)
    lines.push_back(fmt::format(
        "ALARM: the judge scores longer messages higher, and at equal length the change would be "
        "{} instead of {}. Have people score a sample before you believe it.",
        signed_text(length.controlled_gain, 3), signed_text(length.raw_gain, 3)));
  for (const std::string& one : fidelity.doubts)
    lines.push_back("The simulated customers: " + one + ".");
  for (const std::string& line : lines) said.emplace_back(line);
  const auto gain = to_calibrate();
  json::object out{
      {"split", json::object{{"used", split_},
                             {"search", parts.in(truth::part::search).size()},
                             {"selection", parts.in(truth::part::selection).size()},
                             {"report", parts.in(truth::part::report).size()}}},
      {"forecast", std::move(predicted)},
      {"said", std::move(said)},
      {"promoted", search_.promoted()},
      {"champion", search_.begun() ? plan_json(search_.champion()) : nullptr},
      {"measurement",
       measurement_json(measured_, search_.begun() ? search_.in_loop() : truth::effect{})},
      {"calibration", calibrated_ ? calibrated_->document(gain ? &*gain : nullptr) : nullptr},
      {"iterations", std::move(iterations)},
      {"rules", rules_json(record, search_)},
      {"ab_test", sides.empty() ? json::value(nullptr) : json::value(std::move(sides))},
      {"judge",
       json::object{
           {"repeats", twice.size()},
           {"alpha", or_null(truth::krippendorff_alpha(twice, truth::scale_kind::interval))},
           {"icc", or_null(truth::icc_2_1(twice))},
           {"repeat_sd", or_null(truth::repeat_sd(twice))},
           {"anchors", anchors_.size()},
           {"anchor_looks", std::move(looks)},
           {"scored", conduct_.scored},
           {"unscored", conduct_.unscored},
           {"contradictions", conduct_.contradictions},
           {"against_rationale", conduct_.against_rationale},
           {"checks", std::move(checks)},
           {"length",
            !length.known ? json::value(nullptr)
                          : json::value(json::object{{"raw_gain", length.raw_gain},
                                                     {"controlled_gain", length.controlled_gain},
                                                     {"slope", length.slope},
                                                     {"alarm", length.alarm}})}}},
      {"conduct", json::object{{"held", conduct_.held},
                               {"scored", conduct_.scored},
                               {"silent", conduct_.silent},
                               {"left_early", conduct_.left_early},
                               {"invalid", conduct_.invalid},
                               {"failed", conduct_.failed}}},
      {"fidelity", fidelity_json(fidelity)},
      {"customers", std::move(customers)}};
  return json::serialize(out);
}

}  // namespace parley
