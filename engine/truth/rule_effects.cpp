#include "engine/truth/rule_effects.hpp"

#include <algorithm>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"
#include "engine/truth/linear_model.hpp"

namespace parley::truth {
namespace {

bool has(const rule_texts& rules, const std::string& text) {
  return std::find(rules.begin(), rules.end(), text) != rules.end();
}

rule_state state_of(const rule_effect& effect, double worth) {
  if (!effect.known) return rule_state::unclear;
  if (effect.high < 0) return rule_state::harmful;
  if (effect.low > 0) return rule_state::helps;
  return effect.high < worth ? rule_state::useless : rule_state::unclear;
}

struct pair_of_arms {
  trial subset, full;
};

std::vector<rule_effect> effects_in(cohort which, const std::vector<pair_of_arms>& pairs,
                                    const trial_table& table, const arm_catalogue& catalogue,
                                    effect_rules rules) {
  rule_texts texts;
  for (const pair_of_arms& pair : pairs)
    for (const std::string& text : catalogue.at(pair.full.arm).rules)
      if (!has(texts, text)) texts.push_back(text);
  std::sort(texts.begin(), texts.end());
  std::map<std::pair<std::size_t, int>, std::size_t> groups;
  std::map<trial, bool> seen;
  std::vector<observation> rows;
  std::vector<rule_effect> out(texts.size());
  const auto add = [&](const trial& held) {
    const trial_outcome* outcome = table.find(held);
    if (!outcome || !outcome->scored || !seen.try_emplace(held, true).second) return;
    observation row;
    row.y = outcome->reward;
    row.group = groups.try_emplace({held.customer, held.epoch}, groups.size()).first->second;
    const rule_texts& mine = catalogue.at(held.arm).rules;
    for (std::size_t k = 0; k < texts.size(); ++k) {
      row.x.push_back(has(mine, texts[k]) ? 1 : 0);
      ++out[k].n;
      out[k].without += row.x.back() == 0;
    }
    rows.push_back(std::move(row));
  };
  for (const pair_of_arms& pair : pairs) {
    add(pair.full);
    add(pair.subset);
  }
  const linear_fit fit = fit_within_groups(rows);
  for (std::size_t k = 0; k < texts.size(); ++k) {
    out[k].cohort = which;
    out[k].text = texts[k];
    if (fit.columns.empty() || !fit.columns[k].known || fit.degrees < 2) continue;
    const double half =
        student_t_quantile(0.5 + rules.confidence / 2, fit.degrees) * fit.columns[k].standard_error;
    out[k].known = true;
    out[k].mean = fit.columns[k].value;
    out[k].low = out[k].mean - half;
    out[k].high = out[k].mean + half;
    out[k].state = state_of(out[k], rules.worth);
  }
  return out;
}

}  // namespace

std::string_view to_string(rule_state state) {
  constexpr std::string_view names[] = {"unclear", "helps", "useless", "harmful"};
  return names[static_cast<std::size_t>(state)];
}

rule_texts random_subset(const rule_texts& full, double keep, std::uint64_t seed, const slot& at,
                         int epoch) {
  random_stream random(
      seed, std::to_string(at.customer), "rule inclusion",
      static_cast<std::uint64_t>(epoch) * 1000 + static_cast<std::uint64_t>(at.replicate));
  rule_texts out;
  for (const std::string& text : full)
    if (random.chance(keep)) out.push_back(text);
  if (out.size() == full.size() && !full.empty())
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(random.below(full.size())));
  return out;
}

std::vector<rule_effect> rule_effects(const trial_table& table,
                                      const std::vector<inclusion>& inclusions,
                                      const arm_catalogue& catalogue, effect_rules rules) {
  std::vector<rule_effect> out;
  for (const cohort which : all_cohorts) {
    std::vector<pair_of_arms> pairs;
    for (const inclusion& one : inclusions) {
      if (catalogue.at(one.full_arm).cohort != which) continue;
      trial full = one.subset;
      full.arm = one.full_arm;
      pairs.push_back({one.subset, full});
    }
    if (pairs.empty()) continue;
    auto mine = effects_in(which, pairs, table, catalogue, rules);
    out.insert(out.end(), mine.begin(), mine.end());
  }
  return out;
}

bool drop_bad_rules(std::span<const rule_effect> effects, arm_set& incumbent,
                    arm_catalogue& catalogue) {
  bool dropped = false;
  for (const rule_effect& one : effects) {
    if (one.state != rule_state::harmful && one.state != rule_state::useless) continue;
    std::size_t& mine = incumbent[index_of(one.cohort)];
    rule_texts rules = catalogue.at(mine).rules;
    const auto found = std::find(rules.begin(), rules.end(), one.text);
    if (found == rules.end()) continue;
    rules.erase(found);
    mine = catalogue.add({one.cohort, std::move(rules)});
    dropped = true;
  }
  return dropped;
}

}  // namespace parley::truth
