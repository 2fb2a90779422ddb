#include "engine/truth/race.hpp"

#include <algorithm>
#include <cassert>

namespace parley::truth {

race::race(std::vector<std::size_t> arms, std::vector<slot> places, std::size_t budget, int epoch,
           race_rules rules)
    : arms_(std::move(arms)),
      places_(std::move(places)),
      halving_(arms_.size() < 2 ? 1 : arms_.size() - 1, budget, 1),
      epoch_(epoch),
      rules_(rules) {
  assert(!arms_.empty());
  done_ = arms_.size() < 2 || places_.empty();
  if (!done_ && halving_.done()) {  // one challenger: one round with everything
    next_ = std::min(places_.size(), std::max<std::size_t>(1, budget / 2));
    return;
  }
  if (!done_) open_round();
}

void race::open_round() {
  const std::size_t pulls = halving_.pulls();
  next_ = std::min(places_.size(), used_ + pulls);
  if (next_ == used_) done_ = true;  // no places are left: the means stand as they are
}

std::vector<trial> race::wanted() const {
  std::vector<trial> out;
  if (done_) return out;
  for (std::size_t p = used_; p < next_; ++p) {
    out.push_back({places_[p].customer, arms_[0], places_[p].replicate, epoch_});
    for (const std::size_t k : halving_.active())
      out.push_back({places_[p].customer, arms_[k + 1], places_[p].replicate, epoch_});
  }
  return out;
}

void race::advance(const trial_table& table) {
  if (done_) return;
  used_ = next_;
  if (halving_.done()) {
    done_ = true;
    return;
  }
  std::vector<double> means(arms_.size() - 1, -1);
  for (const std::size_t k : halving_.active()) means[k] = gain_of(arms_[k + 1], table).mean;
  halving_.close_round(means);
  if (halving_.done())
    done_ = true;
  else
    open_round();
}

effect race::gain_of(std::size_t arm, const trial_table& table) const {
  const auto differences = paired_differences(table, used(), arms_[0], arm, epoch_, 0);
  return paired_effect(differences, 0.95);
}

race::verdict race::result(const trial_table& table) const {
  verdict out{arms_[0], false, {}};
  if (arms_.size() < 2) return out;
  const std::size_t winner = arms_[halving_.winner() + 1];
  out.gain = gain_of(winner, table);
  out.accepted =
      out.gain.n >= rules_.least_pairs && out.gain.mean > 0 && out.gain.z() >= rules_.accept_z;
  if (out.accepted) out.arm = winner;
  return out;
}

}  // namespace parley::truth
