// What a run may claim, and on which evidence: as a document and in sentences.
#include <fmt/format.h>

#include <algorithm>

#include "agents/record_json.hpp"
#include "engine/run_truth.hpp"
#include "engine/truth/fidelity.hpp"
#include "engine/truth/field.hpp"
#include "engine/truth/reliability.hpp"
#include "output/format.hpp"

namespace parley {
namespace {

json::value or_null(std::optional<double> value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object effect_json(const truth::effect& e) {
  return {{"mean", e.mean}, {"low", or_null(e.low)}, {"high", or_null(e.high)}, {"n", e.n}};
}

json::object estimate_json(const estimate& e) {
  return {{"mean", e.mean}, {"low", or_null(e.low)}, {"high", or_null(e.high)}, {"n", e.n}};
}

std::string_view name_of(truth::gate_verdict verdict) {
  constexpr std::string_view names[] = {"open", "promoted", "partly", "refused"};
  return names[static_cast<std::size_t>(verdict)];
}

json::object finding_json(const truth::loop_finding& one) {
  json::array taken;
  json::object searched, decided;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    if (one.taken[c]) taken.emplace_back(to_string(which));
    if (one.search_by_cohort[c].n > 0)
      searched[to_string(which)] = effect_json(one.search_by_cohort[c]);
    const truth::gate_finding& f = one.decided_by_cohort[c];
    if (!one.gate || f.gain.n == 0) continue;
    json::object shown = effect_json(f.gain);
    shown["adjusted_p"] = f.adjusted_p;
    shown["harmed"] = f.harmed;
    decided[to_string(which)] = std::move(shown);
  }
  json::value gate = nullptr;
  if (one.gate) {
    json::object shown = effect_json(one.decided.gain);
    shown["decision"] = name_of(*one.gate);
    shown["adjusted_p"] = one.decided.adjusted_p;
    shown["needed_p"] = one.needed_p;
    shown["cohorts"] = std::move(decided);
    gate = std::move(shown);
  }
  return {{"iteration", one.iteration},
          {"search", one.search.n > 0 ? json::value(effect_json(one.search)) : nullptr},
          {"search_by_cohort", std::move(searched)},
          {"taken", std::move(taken)},
          {"gate", std::move(gate)},
          {"reason", one.reason}};
}

bool has_rule(const plan& where, const cohort_rule& rule) {
  return std::any_of(where.cohort_rules.begin(), where.cohort_rules.end(),
                     [&rule](const cohort_rule& one) {
                       return one.cohort == rule.cohort && one.text == rule.text;
                     });
}

// Every rule that was ever tried: where it came from, when it was in use, what it is worth.
json::array rules_json(const run_record& record, const truth::loop_search& search) {
  json::array out;
  if (!search.begun()) return out;
  std::vector<cohort_rule> told;
  const plan champion = search.champion(), incumbent = search.incumbent();
  const auto effects = search.effects_of_rules();
  for (const cohort_rule& rule : search.known_rules()) {
    if (std::find(told.begin(), told.end(), rule) != told.end()) continue;
    told.push_back(rule);
    json::array used;
    std::string origin;
    for (const prompt_version& version : record.history) {
      if (!has_rule(version.used, rule)) continue;
      if (used.empty()) origin = fmt::format("{}, iteration {}", version.author, version.iteration);
      used.emplace_back(version.iteration);
    }
    json::array by_cohort;
    for (const truth::rule_effect& e : effects) {
      if (e.text != rule.text || (rule.cohort && *rule.cohort != e.cohort)) continue;
      by_cohort.push_back(json::object{{"cohort", to_string(e.cohort)},
                                       {"effect", e.known ? json::value(e.mean) : nullptr},
                                       {"low", e.known ? json::value(e.low) : nullptr},
                                       {"high", e.known ? json::value(e.high) : nullptr},
                                       {"n", e.n},
                                       {"without", e.without},
                                       {"state", to_string(e.state)}});
    }
    out.push_back(json::object{{"id", rule.id},
                               {"cohort", rule.cohort ? to_string(*rule.cohort) : "all"},
                               {"text", rule.text},
                               {"origin", origin},
                               {"used_in", std::move(used)},
                               {"in_champion", has_rule(champion, rule)},
                               {"in_candidate", has_rule(incumbent, rule)},
                               {"effects", std::move(by_cohort)}});
  }
  return out;
}

json::value measurement_json(const std::optional<last_measurement>& measured,
                             const truth::effect& in_loop) {
  if (!measured) return nullptr;
  json::object out = effect_json(measured->gain);
  const bool resampled = measured->interval.resamples > 0;
  out["interval"] = resampled ? "bca" : "t";
  if (resampled) {
    out["low"] = measured->interval.low;
    out["high"] = measured->interval.high;
  }
  out["complete"] = measured->complete;
  out["promoted"] = measured->promoted;
  out["in_loop"] = effect_json(in_loop);
  json::object cohorts;
  for (const cohort which : all_cohorts)
    if (measured->by_cohort[index_of(which)].n > 0)
      cohorts[to_string(which)] = effect_json(measured->by_cohort[index_of(which)]);
  out["cohorts"] = std::move(cohorts);
  out["invalid"] = measured->invalid;
  out["with_invalid"] = effect_json(measured->with_invalid);
  json::array rows;
  for (const measured_pair& row : measured->rows)
    rows.push_back(json::object{{"customer_id", row.customer_id},
                                {"before", or_null(row.before)},
                                {"after", or_null(row.after)}});
  out["rows"] = std::move(rows);
  out["spend"] = spend_json(measured->spend);
  return out;
}

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
  for (const auto& [iteration, counts] : ab_counts_) {
    const double share = config_.truth.baseline_share;
    const double planned[] = {1 - share, share};
    const truth::ratio_check check = truth::check_sample_ratio(counts, planned);
    const auto [before, after] = rewards_of_arms(record, iteration);
    sides.push_back(json::object{
        {"iteration", iteration},
        {"new_prompt", counts[0]},
        {"baseline", counts[1]},
        {"ratio_p", check.p},
        {"ratio_alarm", check.alarm},
        {"change", estimate_json(truth::welch_difference(before, after, record.confidence))}});
  }
  std::vector<std::string> lines = sentences();
  if (length.known && length.alarm)
    lines.push_back(fmt::format(
        "ALARM: the judge scores longer messages higher, and at equal length the change would be "
        "{} instead of {}. Have people score a sample before you believe it.",
        signed_text(length.controlled_gain, 3), signed_text(length.raw_gain, 3)));
  for (const std::string& one : fidelity.doubts)
    lines.push_back("The simulated customers: " + one + ".");
  for (const std::string& line : lines) said.emplace_back(line);
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
