// The optimiser's questions to the promotion gate: when one is asked, with how much of the run's
// error, of how many customers, and what follows from the answer.
#include <fmt/format.h>

#include <algorithm>

#include "engine/truth/optimiser.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t cohorts = all_cohorts.size();
constexpr std::size_t least_decide = 8;  // customers; fewer decide nothing

}  // namespace

// A refusal now would end the search.
bool optimiser::last_chance() const {
  return fruitless_ + 1 >= settings_.patience || iteration_ >= settings_.iterations;
}

// What is left of the run's error, shared out among the refusals that the search can still take.
// Promotions spend too: the sum never exceeds the run's error.
double optimiser::gate_alpha() const {
  if (last_chance()) return alpha_left_;
  const int refusals = settings_.patience - fruitless_;
  return alpha_left_ / std::min(refusals, settings_.iterations - iteration_ + 1);
}

// A question is asked of as many customers as can be paid. Where it would be the search's last, all
// that is left may go into deciding it.
void optimiser::ask_gate() {
  std::array<std::vector<std::size_t>, cohorts> places;
  std::size_t cost = 0;
  for (std::size_t c = 0; c < cohorts; ++c) {
    places[c] = customers_.in_cohort(part::selection, c);
    if (champion_[c] != incumbent_[c]) cost += 2 * places[c].size();
  }
  const std::size_t may = last_chance() || spend_until_ < table_.held() + cost
                              ? left()
                              : std::min(left(), spend_until_ - table_.held());
  gate_rules rules = settings_.gate;
  rules.alpha = gate_alpha();
  cost *= static_cast<std::size_t>(rules.replicates);
  if (may < cost) {
    const double share = static_cast<double>(may) / static_cast<double>(cost);
    for (auto& mine : places)
      mine.resize(static_cast<std::size_t>(share * static_cast<double>(mine.size())));
  }
  if (may < std::min(cost, 2 * least_decide)) {
    findings_.back().reason = "too little of the budget is left to ask those who decide";
    ++fruitless_;
    end_gate();
    return;
  }
  if (cost > 0) {
    const auto paid = static_cast<int>(static_cast<std::size_t>(rules.replicates) * may / cost);
    rules.most_replicates = std::max(rules.replicates, std::min(paid, settings_.most_replicates));
  }
  alpha_left_ -= rules.alpha;
  findings_.back().gate_alpha = rules.alpha;
  gate_.emplace(champion_, incumbent_, std::move(places), customers_.shares, iteration_, rules);
  phase_ = phase::gate;
  if (gate_->done()) end_gate();
}

void optimiser::end_gate() {
  iteration_findings& now = findings_.back();
  if (gate_) {
    now.gate = gate_->result();
    now.reason = gate_->reason();
    now.gate_gain = gate_->all().gain;
    for (const cohort which : all_cohorts) now.by_cohort[index_of(which)] = gate_->of(which);
    champion_ = gate_->winner();
    fruitless_ = gate_->result() == gate_verdict::refused ? fruitless_ + 1 : 0;
    refused_.reset();
    if (gate_->result() == gate_verdict::refused) refused_ = {champion_, incumbent_};
  }
  ++iteration_;
  if (fruitless_ >= settings_.patience) {
    why_ended_ =
        fmt::format("nothing to gain here: {} iterations in a row brought nothing", fruitless_);
    begin_report();
  } else if (iteration_ > settings_.iterations) {
    why_ended_ = "all iterations were used";
    begin_report();
  } else if (allowance() < 8) {
    why_ended_ = "the budget of conversations was used";
    begin_report();
  } else {
    begin_iteration();
  }
}

}  // namespace parley::truth
