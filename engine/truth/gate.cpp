#include "engine/truth/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/multiplicity.hpp"
#include "output/format.hpp"

namespace parley::truth {

gate::gate(arm_set champion, arm_set challenger,
           std::array<std::vector<std::size_t>, all_cohorts.size()> places,
           std::array<double, all_cohorts.size()> shares, int epoch, gate_rules rules)
    : champion_(champion),
      challenger_(challenger),
      winner_(champion),
      places_(std::move(places)),
      shares_(shares),
      epoch_(epoch),
      rules_(rules) {
  bool any = false;
  for (const cohort which : all_cohorts) any = any || touched(which);
  if (!any) verdict_ = gate_verdict::refused;
}

bool gate::touched(cohort which) const {
  const std::size_t c = index_of(which);
  return champion_[c] != challenger_[c] && shares_[c] > 0;
}

// Of each customer. Looks beyond the planned ones add one each.
int gate::replicates_at(int look) const {
  if (look < rules_.looks) return 1;
  return rules_.replicates + look - rules_.looks;
}

// Looks 1..looks take the first replicate of more and more customers; with more replicates the
// last look has them all.
std::vector<slot> gate::slots_until(std::size_t cohort, int look) const {
  const std::vector<std::size_t>& mine = places_[cohort];
  const bool last = look >= rules_.looks;
  const auto part =
      (mine.size() * static_cast<std::size_t>(look) + static_cast<std::size_t>(rules_.looks) - 1) /
      static_cast<std::size_t>(rules_.looks);
  const std::size_t count = last ? mine.size() : std::min(mine.size(), part);
  std::vector<slot> out;
  for (int r = 0; r < replicates_at(look); ++r)
    for (std::size_t i = 0; i < count; ++i) out.push_back({mine[i], r});
  return out;
}

std::vector<trial> gate::wanted() const {
  std::vector<trial> out;
  if (done()) return out;
  for (const cohort which : all_cohorts) {
    if (!touched(which)) continue;
    const std::size_t c = index_of(which);
    for (const slot& at : slots_until(c, look_)) {
      out.push_back({at.customer, champion_[c], at.replicate, epoch_});
      out.push_back({at.customer, challenger_[c], at.replicate, epoch_});
    }
  }
  return out;
}

void gate::measure(const trial_table& table) {
  std::vector<difference> everyone;
  std::array<bool, all_cohorts.size()> untouched{};
  // The bound is looked at in every look: each gets its part of the guard's error.
  const int looks = rules_.looks + std::max(0, rules_.most_replicates - rules_.replicates);
  const double t_level = 1 - 2 * (1 - rules_.guard_confidence) / looks;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    untouched[c] = !touched(which);
    if (untouched[c]) continue;
    const auto mine =
        paired_differences(table, slots_until(c, look_), champion_[c], challenger_[c], epoch_, c);
    everyone.insert(everyone.end(), mine.begin(), mine.end());
    gate_finding& finding = by_cohort_[c];
    finding.gain = paired_effect(mine, t_level);
    tests_[c].look(finding.gain.clusters, finding.gain.mean, finding.gain.standard_error,
                   information_of(finding.gain, first_error_[c]));
    finding.p = tests_[c].p();
    // Without an interval nothing says that the cohort is safe.
    finding.harmed = !finding.gain.low || *finding.gain.low <= -rules_.margin;
  }
  all_.gain = stratified_effect(everyone, shares_, untouched, 0.95);
  if (all_.gain.low)
    test_all_.look(all_.gain.clusters, all_.gain.mean, all_.gain.standard_error,
                   information_of(all_.gain, first_error_all_));
  all_.p = test_all_.p();
}

// In multiples of that of the planned conversations, once those are there.
double gate::information_of(const effect& gain, double& first_error) const {
  if (look_ <= rules_.looks) {
    first_error = gain.standard_error;
    return 1;
  }
  if (first_error <= 0 || gain.standard_error <= 0) return 1;
  const double ratio = first_error / gain.standard_error;
  return std::max(1.0, ratio * ratio);
}

// With the estimate as it is, and the error that the conversations still to be had may leave.
bool gate::could_pass(const gate_finding& finding, const running_test& test, double level) const {
  const double more = static_cast<double>(rules_.most_replicates) / replicates_at(look_);
  return finding.gain.z() * std::sqrt(more) >= test.needed_z(level);
}

bool gate::close_call() const {
  if (replicates_at(look_) >= rules_.most_replicates) return false;
  std::size_t count = 0;
  bool harmed = false;
  for (const cohort which : all_cohorts) {
    count += touched(which);
    harmed = harmed || (touched(which) && by_cohort_[index_of(which)].harmed);
  }
  if (all_.adjusted_p <= rules_.alpha && harmed) return true;  // only the guard is in doubt
  if (could_pass(all_, test_all_, rules_.alpha / 2)) return true;
  for (const cohort which : all_cohorts) {
    const gate_finding& mine = by_cohort_[index_of(which)];
    if (touched(which) && mine.adjusted_p > rules_.alpha &&
        could_pass(mine, tests_[index_of(which)], rules_.alpha / 2 / static_cast<double>(count)))
      return true;
  }
  return false;
}

void gate::correct_for_multiplicity() {
  std::vector<double> p{all_.p}, weights;
  for (const cohort which : all_cohorts)
    if (touched(which)) p.push_back(by_cohort_[index_of(which)].p);
  weights.assign(p.size(), 1.0);
  weights[0] = static_cast<double>(p.size() - 1);  // as much as all cohorts together
  const std::vector<double> adjusted = weighted_holm(p, weights);
  all_.adjusted_p = adjusted[0];
  std::size_t next = 1;
  for (const cohort which : all_cohorts)
    if (touched(which)) by_cohort_[index_of(which)].adjusted_p = adjusted[next++];
}

void gate::advance(const trial_table& table) {
  if (done()) return;
  measure(table);
  correct_for_multiplicity();
  decide(look_ >= rules_.looks && !close_call());
  ++look_;
}

void gate::decide(bool last_look) {
  bool harmed = false;
  for (const cohort which : all_cohorts)
    harmed = harmed || (touched(which) && by_cohort_[index_of(which)].harmed);
  if (all_.adjusted_p <= rules_.alpha && all_.gain.mean > 0 && !harmed) {
    winner_ = challenger_;
    verdict_ = gate_verdict::promoted;
    return;
  }
  if (!last_look && !futile()) return;
  bool some = false;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    if (!touched(which) || by_cohort_[c].adjusted_p > rules_.alpha) continue;
    if (by_cohort_[c].gain.mean <= 0) continue;
    winner_[c] = challenger_[c];
    some = true;
  }
  verdict_ = some ? gate_verdict::partly : gate_verdict::refused;
}

bool gate::futile() const {
  return all_.gain.high && *all_.gain.high < rules_.futile_gain;
}

std::string gate::reason() const {
  const effect& e = all_.gain;
  const int times = replicates_at(std::max(1, look_ - (done() ? 1 : 0)));
  const std::string often = times > 1 ? fmt::format(" {} times each", times) : "";
  const std::string numbers =
      e.low ? fmt::format("{} ({} to {}) with {} selection customers{}, p {:.2g}",
                          signed_text(e.mean, 3), signed_text(*e.low, 3), signed_text(*e.high, 3),
                          e.n, often, all_.adjusted_p)
            : fmt::format("{} with {} selection customers: too few for an interval",
                          signed_text(e.mean, 3), e.n);
  switch (verdict_) {
    case gate_verdict::open:
      return "not decided yet: " + numbers;
    case gate_verdict::promoted:
      return "promoted: better on customers it was not tuned on, " + numbers;
    case gate_verdict::partly: {
      std::string kept;
      for (const cohort which : all_cohorts)
        if (winner_[index_of(which)] != champion_[index_of(which)])
          kept += fmt::format("{}{}", kept.empty() ? "" : "; ", label(which));
      return fmt::format("promoted for {} alone, where it is better by itself; all together {}",
                         kept, numbers);
    }
    case gate_verdict::refused:
      break;
  }
  for (const cohort which : all_cohorts) {
    const gate_finding& f = by_cohort_[index_of(which)];
    if (all_.adjusted_p <= rules_.alpha && touched(which) && f.harmed)
      return fmt::format(
          "refused: {} may be worse by more than {:g} ({} with {}), although all together {}",
          label(which), rules_.margin, signed_text(f.gain.mean, 3), f.gain.n, numbers);
  }
  if (e.n == 0) return "refused: nothing differs from the champion";
  return fmt::format("refused: {} is no gain that can be told from chance (needs p <= {:.2g})",
                     numbers, rules_.alpha);
}

}  // namespace parley::truth
