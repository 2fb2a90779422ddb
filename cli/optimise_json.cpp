#include <algorithm>

#include "agents/record_json.hpp"
#include "base/json.hpp"
#include "cli/optimise_result.hpp"
#include "engine/effect_json.hpp"

namespace parley::cli {
namespace {

json::array texts(const truth::rule_texts& rules) {
  json::array out;
  for (const std::string& text : rules) out.emplace_back(text);
  return out;
}

json::object iteration_json(const truth::optimiser& search, const truth::iteration_findings& one) {
  json::object races;
  for (const cohort which : all_cohorts) {
    json::array arms;
    for (const truth::arm_finding& arm : one.races[index_of(which)]) {
      json::object shown = effect_json(arm.gain);
      shown["accepted"] = arm.accepted;
      shown["rules"] = texts(search.arm_at(arm.arm).rules);
      arms.push_back(std::move(shown));
    }
    races[to_string(which)] = std::move(arms);
  }
  json::value gate = nullptr;
  if (one.gate) {
    constexpr std::string_view names[] = {"open", "promoted", "partly", "refused"};
    json::object cohorts;
    for (const cohort which : all_cohorts) {
      const truth::gate_finding& f = one.by_cohort[index_of(which)];
      if (f.gain.n == 0) continue;
      json::object shown = effect_json(f.gain);
      shown["adjusted_p"] = f.adjusted_p;
      shown["harmed"] = f.harmed;
      cohorts[to_string(which)] = std::move(shown);
    }
    json::object shown = effect_json(one.gate_gain);
    shown["decision"] = names[static_cast<std::size_t>(*one.gate)];
    shown["cohorts"] = std::move(cohorts);
    gate = std::move(shown);
  }
  return {{"iteration", one.iteration},
          {"races", std::move(races)},
          {"gate", std::move(gate)},
          {"reason", one.reason}};
}

json::value report_json(const optimise_run& run) {
  const truth::remeasurement& report = run.search().report();
  if (!report.any || !run.ended().complete) return nullptr;
  json::object out = effect_json(report.gain);
  out["low"] = report.interval.low;
  out["high"] = report.interval.high;
  out["promoted"] = report.promoted;
  out["in_loop"] = run.search().claimed_in_loop();
  json::object cohorts;
  for (const cohort which : all_cohorts)
    if (report.by_cohort[index_of(which)].n > 0)
      cohorts[to_string(which)] = effect_json(report.by_cohort[index_of(which)]);
  out["cohorts"] = std::move(cohorts);
  const truth::length_finding& length = report.length;
  out["length"] = !length.known
                      ? json::value(nullptr)
                      : json::value(json::object{{"controlled_gain", length.controlled_gain},
                                                 {"slope", length.slope},
                                                 {"alarm", length.alarm}});
  return out;
}

json::array rules_json(const truth::optimiser& search) {
  json::array out;
  for (const truth::rule_effect& e : search.effects_of_rules()) {
    const auto& mine = search.arm_at(search.champion()[index_of(e.cohort)]).rules;
    const bool used = std::find(mine.begin(), mine.end(), e.text) != mine.end();
    out.push_back(json::object{{"cohort", to_string(e.cohort)},
                               {"text", e.text},
                               {"in_champion", used},
                               {"effect", e.known ? json::value(e.mean) : json::value(nullptr)},
                               {"low", e.known ? json::value(e.low) : json::value(nullptr)},
                               {"high", e.known ? json::value(e.high) : json::value(nullptr)},
                               {"n", e.n},
                               {"without", e.without},
                               {"state", to_string(e.state)}});
  }
  return out;
}

json::object judge_json(const search_conduct& conduct) {
  std::vector<std::vector<double>> twice;
  for (const auto& [which, rewards] : conduct.repeats) twice.push_back(rewards);
  return {{"repeats", twice.size()},
          {"alpha", or_null(truth::krippendorff_alpha(twice, truth::scale_kind::interval))},
          {"icc", or_null(truth::icc_2_1(twice))},
          {"repeat_sd", or_null(truth::repeat_sd(twice))},
          {"unscored", conduct.unscored},
          {"contradictions", conduct.contradictions},
          {"against_rationale", conduct.against_rationale}};
}

}  // namespace

std::string search_json(const optimise_run& run, const settings& config,
                        const calibrated* outcomes) {
  const truth::optimiser& search = run.search();
  json::array customers, iterations;
  for (std::size_t i = 0; i < run.profiles().size(); ++i)
    customers.push_back(json::object{{"customer_id", run.profiles()[i].customer_id},
                                     {"part", to_string(run.people().split.of[i])}});
  for (const truth::iteration_findings& one : search.findings())
    iterations.push_back(iteration_json(search, one));
  const search_conduct& conduct = run.conduct();
  const auto gain = to_calibrate(run);
  json::object out{
      {"format", "parley-optimise"},
      {"format_version", 1},
      {"seed", config.run.seed},
      {"confidence", config.scoring.confidence},
      {"complete", run.ended().complete},
      {"ended", run.ended().complete ? search.why_ended() : run.ended().sentence},
      {"conversations", search.conversations()},
      {"budget", run.rules().budget},
      {"baseline", plan_json(search.plan_for(search.baseline()))},
      {"champion", plan_json(search.plan_for(search.champion()))},
      {"report", report_json(run)},
      {"calibration", outcomes ? outcomes->document(gain ? &*gain : nullptr) : nullptr},
      {"rules", rules_json(search)},
      {"judge", judge_json(conduct)},
      {"conduct", json::object{{"held", conduct.held},
                               {"scored", conduct.scored},
                               {"silent", conduct.silent},
                               {"left_early", conduct.left_early},
                               {"invalid", conduct.invalid},
                               {"failed", conduct.failed}}},
      {"iterations", std::move(iterations)},
      {"customers", std::move(customers)}};
  return pretty_json(out);
}

}  // namespace parley::cli
