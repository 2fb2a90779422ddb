#include "engine/truth_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/record_json.hpp"

namespace parley::evidence_json {
namespace {

std::string_view name_of(truth::gate_verdict verdict) {
  constexpr std::string_view names[] = {"open", "promoted", "partly", "refused"};
  return names[static_cast<std::size_t>(verdict)];
}

bool has_rule(const plan& where, const cohort_rule& rule) {
  return std::any_of(where.cohort_rules.begin(), where.cohort_rules.end(),
                     [&rule](const cohort_rule& one) {
                       return one.cohort == rule.cohort && one.text == rule.text;
                     });
}

}  // namespace

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

// Of the proposal that first had it; the planner took it over word for word.
std::vector<std::string> replaced_by(const run_record& record, const cohort_rule& rule) {
  for (const iteration_record& one : record.iterations) {
    if (!one.proposal) continue;
    for (const cohort_rule& proposed : one.proposal->cohort_rules) {
      if (proposed.cohort != rule.cohort || proposed.text != rule.text) continue;
      for (const rule_origin& origin : one.proposal->origins)
        if (origin.rule == proposed.id) return origin.replaces;
    }
  }
  return {};
}

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
    json::array replaces;
    std::string ids;
    for (const std::string& id : replaced_by(record, rule)) {
      ids += (ids.empty() ? "" : ", ") + id;
      replaces.emplace_back(id);
    }
    if (!replaces.empty())
      origin += fmt::format(", {} {}", replaces.size() > 1 ? "merged from" : "rewritten from", ids);
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
                               {"replaces", std::move(replaces)},
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

}  // namespace parley::evidence_json
