#include "engine/truth/loop_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/truth/multiplicity.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t cohorts = all_cohorts.size();
constexpr int even_gates = 4;  // the first ones get an even share of this much of the error
constexpr double even_share = 0.8;
constexpr double effect_variance = 0.25;  // as the gate's tests have it

bool accepted(const effect& mine, const effect& all, const race_rules& rules) {
  const effect& decides = mine.n >= rules.least_pairs ? mine : all;
  const bool better = decides.n >= 2 && decides.mean > 0 && decides.z() >= rules.accept_z;
  return better && (mine.n == 0 || mine.mean >= 0);
}

bool stands(const cohort_rule& rule, const std::vector<cohort_rule>& standing) {
  return std::any_of(standing.begin(), standing.end(), [&rule](const cohort_rule& one) {
    return one.cohort == rule.cohort && one.text == rule.text;
  });
}

// Keeps rules in their order as long as every cohort stays within its budget; those that stand
// already always fit.
std::vector<cohort_rule> within(const std::vector<cohort_rule>& wanted, rule_budget budget,
                                const std::vector<cohort_rule>& standing) {
  std::vector<cohort_rule> out;
  std::array<std::size_t, cohorts> count{}, characters{};
  for (const cohort_rule& rule : wanted) {
    bool room = true;
    for (const cohort which : all_cohorts) {
      const std::size_t c = index_of(which);
      if (rule.cohort && *rule.cohort != which) continue;
      room = room && count[c] < budget.most_rules &&
             characters[c] + rule.text.size() <= budget.most_characters;
    }
    if (!room && !stands(rule, standing)) continue;
    for (const cohort which : all_cohorts) {
      if (rule.cohort && *rule.cohort != which) continue;
      ++count[index_of(which)];
      characters[index_of(which)] += rule.text.size();
    }
    out.push_back(rule);
  }
  return out;
}

}  // namespace

double gate_alpha(double alpha, int k) {
  if (k <= even_gates) return even_share * alpha / even_gates;
  return spent_alpha((1 - even_share) * alpha, k - even_gates);
}

bool can_decide(std::size_t customers, double alpha) {
  if (customers < 2) return false;
  // The evidence of n units has a ceiling: ln of it is (n - 1)/2 ln(1 + n v) (see t_mixture).
  const double n = static_cast<double>(customers);
  return (n - 1) / 2 * std::log1p(n * effect_variance) > std::log(1 / alpha);
}

loop_search::loop_search(loop_rules rules, population customers)
    : rules_(rules), customers_(std::move(customers)) {
  rules_.gate.alpha = gate_alpha(rules_.alpha, 1);
  rules_.gate.looks = 1;
  const auto hearing = [this](std::size_t n) {
    return static_cast<std::size_t>(rules_.hearing * static_cast<double>(n));
  };
  can_promote_ =
      can_decide(hearing(customers_.split.in(part::selection).size()), rules_.gate.alpha);
  for (std::size_t c = 0; c < cohorts; ++c)
    can_promote_ =
        can_promote_ && (customers_.shares[c] <= 0 ||
                         (hearing(customers_.in_cohort(part::selection, c).size()) >= 2 &&
                          customers_.in_cohort(part::report, c).size() >= 2));
}

plan loop_search::challenger(const plan& wanted) const {
  if (!begun_) return wanted;
  plan out = base_;
  out.max_turns = std::min(base_.max_turns, wanted.max_turns);
  out.cohort_rules = wanted.cohort_rules;
  keep_rule_ids(out.cohort_rules, known_);
  for (cohort_rule& rule : out.cohort_rules)
    for (const cohort_rule& known : known_)
      if (known.id == rule.id) rule.text = known.text;
  out.cohort_rules = within(out.cohort_rules, rules_.rules, incumbent().cohort_rules);
  return out;
}

plan loop_search::plan_for(const arm_set& arms) const {
  for (const auto& [known, used] : plans_)
    if (known == arms) return used;
  return plan_of(base_, arms, catalogue_, known_);
}

std::optional<double> loop_search::mean_of(std::size_t customer, std::size_t arm) const {
  const auto found = rewards_.find({customer, arm});
  if (found == rewards_.end()) return std::nullopt;
  return found->second.value / found->second.count;
}

std::vector<difference> loop_search::differences(part who, std::size_t cohort, std::size_t before,
                                                 std::size_t after) const {
  std::vector<difference> out;
  for (const std::size_t i : customers_.in_cohort(who, cohort)) {
    const auto first = mean_of(i, before), second = mean_of(i, after);
    if (first && second) out.push_back({*second - *first, cohort, i});
  }
  return out;
}

int loop_search::seen_in(cohort which) const {
  int last = 0;
  const std::size_t arm = incumbent_[index_of(which)];
  for (const auto& [key, sum] : rewards_)
    if (key.second == arm) last = std::max(last, sum.last);
  return last;
}

void loop_search::compare(const arm_set& used, loop_finding& out) {
  std::vector<difference> everyone;
  std::array<bool, cohorts> untouched{};
  for (std::size_t c = 0; c < cohorts; ++c) {
    untouched[c] = used[c] == incumbent_[c];
    if (untouched[c]) continue;
    const auto mine = differences(part::search, c, incumbent_[c], used[c]);
    out.search_by_cohort[c] = paired_effect(mine, rules_.confidence);
    everyone.insert(everyone.end(), mine.begin(), mine.end());
  }
  out.search = stratified_effect(everyone, customers_.shares, untouched, rules_.confidence);
  for (std::size_t c = 0; c < cohorts; ++c) {
    if (untouched[c] || !accepted(out.search_by_cohort[c], out.search, rules_.race)) continue;
    out.taken[c] = true;
    incumbent_[c] = used[c];
  }
}

void loop_search::ask_gate(loop_finding& out) {
  std::array<std::vector<std::size_t>, cohorts> places;
  trial_table table;
  for (std::size_t c = 0; c < cohorts; ++c) {
    places[c] = customers_.in_cohort(part::selection, c);
    for (const std::size_t i : places[c])
      for (const std::size_t arm : {champion_[c], incumbent_[c]})
        if (const auto reward = mean_of(i, arm))
          table.record({i, arm, 0, out.iteration}, {true, *reward, 0, 0, 0, 0});
  }
  // Independent of how many iterations there will be: a run may be given more.
  rules_.gate.alpha = gate_alpha(rules_.alpha, ++gates_);
  gate question(champion_, incumbent_, places, customers_.shares, out.iteration, rules_.gate);
  question.advance(table);
  out.gate = question.result();
  out.decided = question.all();
  for (const cohort which : all_cohorts)
    out.decided_by_cohort[index_of(which)] = question.of(which);
  out.needed_p = rules_.gate.alpha;
  out.reason = question.reason();
  champion_ = question.winner();
  refused_ = incumbent_;
  anything_refused_ = true;
}

void loop_search::measured(int iteration, const plan& used, std::span<const plan* const> told,
                           std::span<const std::optional<double>> rewards) {
  const arm_set arms = arms_of(used, catalogue_);
  known_.insert(known_.end(), used.cohort_rules.begin(), used.cohort_rules.end());
  plans_.insert(plans_.begin(), {arms, used});
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    if (!rewards[i]) continue;
    const std::size_t c = index_of(customers_.cohorts[i]);
    const bool other = !told.empty() && told[i] != &used;
    const std::size_t arm = other ? arms_of(*told[i], catalogue_)[c] : arms[c];
    const std::size_t baseline = begun_ ? baseline_arms_[c] : arm;
    if (other && arm != baseline) inclusions_.push_back({{i, arm, 0, 1}, arms[c]});
    sums& mine = rewards_[{i, arm}];
    mine.value += *rewards[i];
    mine.count += 1;
    mine.last = iteration;
  }
  loop_finding now;
  now.iteration = iteration;
  if (!begun_) {
    begun_ = true;
    base_ = used;
    baseline_arms_ = champion_ = incumbent_ = arms;
    now.reason = "the first prompt: what later ones are compared with";
    findings_.push_back(std::move(now));
    return;
  }
  before_ = incumbent_;
  tried_ = arms;
  compare(arms, now);
  dropped_ = drop_bad_rules(effects_of_rules(), incumbent_, catalogue_);
  findings_.push_back(std::move(now));
}

void loop_search::decide(bool judge_moved) {
  if (findings_.size() < 2) return;  // the first prompt: nothing to decide
  loop_finding& now = findings_.back();
  const bool asked = anything_refused_ && refused_ == incumbent_;
  if (judge_moved)
    now.reason = "not decided: the judge scores the frozen transcripts differently than before";
  else if (incumbent_ == champion_)
    now.reason = tried_ == before_ ? "the prompt did not change"
                                   : "not better on the customers it was searched on";
  else if (dropped_)
    now.reason = "a rule that was shown to harm or to do nothing is taken out first";
  else if (!can_promote_)
    now.reason = "too few customers to decide: it goes on without a promotion";
  else if (asked)
    now.reason = "nothing new to decide";
  else
    ask_gate(now);
  const bool fruit = incumbent_ != before_ || (now.gate && *now.gate != gate_verdict::refused);
  fruitless_ = fruit ? 0 : fruitless_ + 1;
}

std::vector<rule_effect> loop_search::effects_of_rules() const {
  trial_table table;  // a customer's conversations belong together, whenever they were held
  for (const auto& [key, sum] : rewards_)
    table.record({key.first, key.second, 0, 1}, {true, sum.value / sum.count, 0, 0, 0, 0});
  return rule_effects(table, inclusions_, catalogue_, rules_.effects);
}

effect loop_search::in_loop() const {
  std::vector<difference> everyone;
  std::array<bool, cohorts> untouched{};
  for (std::size_t c = 0; c < cohorts; ++c) {
    untouched[c] = measured_arms()[c] == baseline_arms_[c];
    if (untouched[c]) continue;
    const auto mine = differences(part::search, c, baseline_arms_[c], measured_arms()[c]);
    everyone.insert(everyone.end(), mine.begin(), mine.end());
  }
  return stratified_effect(everyone, customers_.shares, untouched, rules_.confidence);
}

}  // namespace parley::truth
