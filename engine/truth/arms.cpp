#include "engine/truth/arms.hpp"

#include <algorithm>

namespace parley::truth {

rule_texts rules_for(const plan& from, cohort which) {
  rule_texts out;
  for (const cohort_rule& rule : from.cohort_rules)
    if (!rule.cohort || *rule.cohort == which) out.push_back(rule.text);
  return out;
}

std::size_t arm_catalogue::add(arm one) {
  const auto found = std::find(arms_.begin(), arms_.end(), one);
  if (found != arms_.end()) return static_cast<std::size_t>(found - arms_.begin());
  arms_.push_back(std::move(one));
  return arms_.size() - 1;
}

arm_set arms_of(const plan& from, arm_catalogue& catalogue) {
  arm_set out{};
  for (const cohort which : all_cohorts)
    out[index_of(which)] = catalogue.add({which, rules_for(from, which)});
  return out;
}

plan plan_of(const plan& base, const arm_set& arms, const arm_catalogue& catalogue,
             std::span<const cohort_rule> known) {
  plan out = base;
  out.cohort_rules.clear();
  std::size_t shared = 0;
  const rule_texts& first = catalogue.at(arms[0]).rules;
  const auto everywhere = [&](std::size_t at) {
    return std::all_of(arms.begin(), arms.end(), [&](std::size_t id) {
      const rule_texts& rules = catalogue.at(id).rules;
      return at < rules.size() && at < first.size() && rules[at] == first[at];
    });
  };
  for (; everywhere(shared); ++shared)
    out.cohort_rules.push_back({"", std::nullopt, first[shared]});
  for (const cohort which : all_cohorts) {
    const rule_texts& rules = catalogue.at(arms[index_of(which)]).rules;
    for (std::size_t i = shared; i < rules.size(); ++i)
      out.cohort_rules.push_back({"", which, rules[i]});
  }
  keep_rule_ids(out.cohort_rules, std::vector<cohort_rule>(known.begin(), known.end()));
  return out;
}

}  // namespace parley::truth
