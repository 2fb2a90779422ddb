// Sequential halving: a budget shared out so that the better half goes on. Pure.
// Must not know: what an arm is, where the means come from.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace parley::truth {

/// Karnin, Koren and Somekh (ICML 2013): ceil(log2 K) rounds, each with an equal part of the
/// budget, shared out equally among the arms that are left. Means are cumulative over the rounds;
/// all arms of a round are tried on the same customers, which is worth more than the rule itself
/// (docs/truth.md).
class halving {
 public:
  /// `budget`: trials altogether; each arm of a round gets at least one. `companions`: arms that
  /// are tried in every round beside those that compete, and are paid from the same budget.
  halving(std::size_t arms, std::size_t budget, std::size_t companions = 0);

  bool done() const { return active_.size() <= 1; }
  const std::vector<std::size_t>& active() const { return active_; }
  /// Trials of each active arm in this round.
  std::size_t pulls() const;
  /// The means of all arms so far, by index; the better ceil(half) of the active ones stays. The
  /// arm of lower index wins a tie.
  void close_round(std::span<const double> means);
  /// The arm that is left, or the first of those that are.
  std::size_t winner() const { return active_.front(); }

 private:
  std::size_t companions_;
  std::size_t rounds_;
  std::size_t budget_;
  std::vector<std::size_t> active_;
};

}  // namespace parley::truth
