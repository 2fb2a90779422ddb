#include "engine/truth/optimiser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t cohorts = all_cohorts.size();
constexpr double gate_share = 0.5;  // of an iteration's conversations, at most

}  // namespace

optimiser::optimiser(optimiser_settings settings, population customers, plan baseline)
    : settings_(std::move(settings)),
      customers_(std::move(customers)),
      baseline_(std::move(baseline)),
      baseline_arms_(arms_of(baseline_, catalogue_)),
      champion_(baseline_arms_),
      incumbent_(baseline_arms_),
      alpha_left_(settings_.alpha),
      known_rules_(baseline_.cohort_rules) {
  begin_iteration();
}

plan optimiser::plan_for(const arm_set& arms) const {
  return plan_of(baseline_, arms, catalogue_, known_rules_);
}

void optimiser::begin_iteration() {
  phase_ = iteration_ == 1 ? phase::measure : phase::propose;
  proposals_.clear();
  asked_ = 0;
  races_.clear();
  race_of_.clear();
  gate_.reset();
  findings_.push_back({});
  findings_.back().iteration = iteration_;
}

optimiser_step optimiser::next() {
  switch (phase_) {
    case phase::measure:
      return hold_trials{table_.missing(measurement())};
    case phase::propose:
      return ask_proposal{plan_for(incumbent_), report_of(incumbent_), history_, iteration_,
                          asked_};
    case phase::race: {
      std::vector<trial> wanted;
      for (const race& one : races_) {
        const auto mine = one.wanted();
        wanted.insert(wanted.end(), mine.begin(), mine.end());
      }
      for (const inclusion& one : inclusions_) {
        if (one.subset.epoch != iteration_) continue;
        trial full = one.subset;
        full.arm = one.full_arm;
        wanted.push_back(one.subset);
        wanted.push_back(full);
      }
      return hold_trials{table_.missing(wanted)};
    }
    case phase::gate:
      return hold_trials{table_.missing(gate_->wanted())};
    case phase::report:
      return hold_trials{table_.missing(report_trials())};
    case phase::done:
      break;
  }
  return finished{};
}

void optimiser::held(std::span<const std::pair<trial, trial_outcome>> outcomes) {
  for (const auto& [which, outcome] : outcomes) table_.record(which, outcome);
  switch (phase_) {
    case phase::measure:
      phase_ = phase::propose;
      return;
    case phase::race: {
      bool open = false;
      for (race& one : races_) {
        one.advance(table_);
        open = open || !one.done();
      }
      if (!open) end_races();
      return;
    }
    case phase::gate:
      gate_->advance(table_);
      if (gate_->done()) end_gate();
      return;
    case phase::report:
      end_report();
      return;
    case phase::propose:
    case phase::done:
      return;
  }
}

void optimiser::proposed(std::optional<plan> proposal) {
  ++asked_;
  if (proposal) {
    // Remembered as a version without a result, so that the next answer is another idea.
    prompt_version version;
    version.iteration = iteration_;
    version.used = *proposal;
    version.author = "tuner";
    history_.push_back(std::move(version));
    proposals_.push_back(std::move(*proposal));
  }
  if (asked_ >= settings_.proposals) build_races();
}

std::size_t optimiser::report_cost() const {
  return 2 * customers_.split.in(part::report).size() *
         static_cast<std::size_t>(settings_.report_replicates);
}

// Conversations, the report's kept back.
std::size_t optimiser::left() const {
  const std::size_t kept = table_.held() + report_cost();
  return kept >= settings_.budget ? 0 : settings_.budget - kept;
}

// What this iteration may spend: an even part of what is left.
std::size_t optimiser::allowance() const {
  return left() / static_cast<std::size_t>(settings_.iterations - iteration_ + 1);
}

// Search customers in an order that differs from iteration to iteration; when all were used, the
// next replicate of each.
std::vector<slot> optimiser::search_places(std::size_t c) const {
  std::vector<std::size_t> mine = customers_.in_cohort(part::search, c);
  random_stream random(settings_.seed, to_string(all_cohorts[c]), "race order",
                       static_cast<std::uint64_t>(iteration_));
  shuffle(mine, random);
  std::vector<slot> out;
  for (int r = 0; r < 8; ++r)
    for (const std::size_t i : mine) out.push_back({i, r});
  return out;
}

std::vector<trial> optimiser::measurement() const {
  std::vector<trial> out;
  for (std::size_t c = 0; c < cohorts; ++c) {
    const auto places = search_places(c);
    const auto count = std::min(places.size(), customers_.in_cohort(part::search, c).size());
    for (std::size_t i = 0; i < count; ++i)
      out.push_back({places[i].customer, incumbent_[c], places[i].replicate, iteration_});
  }
  return out;
}

void optimiser::build_races() {
  const std::size_t allowed = allowance();
  spend_until_ = table_.held() + allowed;
  const std::size_t gate_cost = 2 * customers_.split.in(part::selection).size() *
                                static_cast<std::size_t>(settings_.gate.replicates);
  const auto most_gate = static_cast<std::size_t>(gate_share * static_cast<double>(allowed));
  const std::size_t search = allowed - std::min(gate_cost, most_gate);
  double racing = 0;
  const std::vector<rule_effect> known = effects_of_rules();
  std::vector<std::vector<std::size_t>> arms(cohorts);
  for (std::size_t c = 0; c < cohorts; ++c) {
    const cohort which = all_cohorts[c];
    challenger_inputs in;
    in.incumbent = catalogue_.at(incumbent_[c]).rules;
    in.champion = catalogue_.at(champion_[c]).rules;
    in.baseline = catalogue_.at(baseline_arms_[c]).rules;
    for (const plan& proposal : proposals_) in.proposals.push_back(rules_for(proposal, which));
    in.tried = tried_[c];
    for (const rule_effect& one : known)
      if (one.cohort == which && one.known) in.effects[one.text] = one.mean;
    in.most = settings_.arms;
    in.budget = settings_.rules;
    arms[c].push_back(incumbent_[c]);
    for (rule_texts& rules : challengers_for(in))
      arms[c].push_back(catalogue_.add({which, std::move(rules)}));
    if (arms[c].size() > 1) racing += customers_.shares[c];
  }
  for (std::size_t c = 0; c < cohorts; ++c) {
    if (arms[c].size() < 2 || racing <= 0) continue;
    const double mine = static_cast<double>(search) * customers_.shares[c] / racing;
    const bool has_rules = !catalogue_.at(incumbent_[c]).rules.empty();
    const double left_out = has_rules ? settings_.inclusion_share * mine : 0;
    draw_inclusions(c, static_cast<std::size_t>(left_out));
    const auto budget = static_cast<std::size_t>(mine - left_out);
    races_.emplace_back(arms[c], search_places(c), budget, iteration_, settings_.race);
    race_of_.push_back(c);
  }
  phase_ = phase::race;
  if (races_.empty()) end_races();
}

// Beside the race: the incumbent's rules, each left out by chance, on the places that the race uses
// first, where the whole incumbent is tried anyway.
void optimiser::draw_inclusions(std::size_t c, std::size_t conversations) {
  const rule_texts& full = catalogue_.at(incumbent_[c]).rules;
  if (full.empty()) return;
  const auto places = search_places(c);
  for (std::size_t i = 0; i < std::min(conversations, places.size()); ++i) {
    const rule_texts kept =
        random_subset(full, settings_.inclusion_keep, settings_.seed, places[i], iteration_);
    const std::size_t arm = catalogue_.add({all_cohorts[c], kept});
    inclusions_.push_back(
        {{places[i].customer, arm, places[i].replicate, iteration_}, incumbent_[c]});
  }
}

std::vector<rule_effect> optimiser::effects_of_rules() const {
  return rule_effects(table_, inclusions_, catalogue_, settings_.effects);
}

void optimiser::note_tried(std::size_t c) {
  for (std::size_t k = 0; k < races_.size(); ++k) {
    if (race_of_[k] != c) continue;
    const rule_texts& before = catalogue_.at(races_[k].arms()[0]).rules;
    for (const std::size_t id : races_[k].arms()) {
      const rule_texts& rules = catalogue_.at(id).rules;
      if (rules.size() != before.size() + 1) continue;
      if (!std::equal(before.begin(), before.end(), rules.begin())) continue;
      const effect gain = races_[k].gain_of(id, table_);
      rule_trial& known = tried_[c][rules.back()];
      const auto all = static_cast<double>(known.pairs + gain.n);
      if (all > 0)
        known.gain = (known.gain * static_cast<double>(known.pairs) +
                      gain.mean * static_cast<double>(gain.n)) /
                     all;
      known.pairs += gain.n;
    }
  }
}

void optimiser::end_races() {
  iteration_findings& now = findings_.back();
  bool accepted = false;
  for (std::size_t k = 0; k < races_.size(); ++k) {
    const std::size_t c = race_of_[k];
    const race::verdict verdict = races_[k].result(table_);
    for (std::size_t a = 1; a < races_[k].arms().size(); ++a) {
      const std::size_t id = races_[k].arms()[a];
      now.races[c].push_back(
          {id, races_[k].gain_of(id, table_), verdict.accepted && id == verdict.arm});
    }
    note_tried(c);
    if (!verdict.accepted) continue;
    accepted = true;
    claimed_ += customers_.shares[c] * verdict.gain.mean;
    incumbent_[c] = verdict.arm;
  }
  accepted = drop_bad_rules(effects_of_rules(), incumbent_, catalogue_) || accepted;
  const plan standing = plan_for(incumbent_);
  known_rules_.insert(known_rules_.end(), standing.cohort_rules.begin(),
                      standing.cohort_rules.end());
  const bool asked = refused_ && *refused_ == std::pair{champion_, incumbent_};
  if (incumbent_ == champion_ || (asked && !last_chance())) {
    now.reason = incumbent_ == champion_ ? "no challenger did better on the search customers"
                                         : "the same candidate as before: it was refused";
    ++fruitless_;
    end_gate();
    return;
  }
  ask_gate();
}

}  // namespace parley::truth
