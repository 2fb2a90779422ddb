// Finds a better arm for one cohort among several, generously: what wins here is only a
// candidate.
// Must not know: other cohorts, prompts, the customers who decide or report.
#pragma once

#include "engine/truth/halving.hpp"
#include "engine/truth/trials.hpp"

namespace parley::truth {

struct race_rules {
  double accept_z = 0.5;  ///< the winner's paired z against the incumbent, at least
  std::size_t least_pairs = 4;
};

/// Sequential halving on paired conversations: every arm of a round meets the same customers with
/// the same replicates. The incumbent is in every round, whatever its mean, so that the winner is
/// compared with it on everything that was tried.
class race {
 public:
  /// arms[0] is the incumbent. `places`: the cohort's search customers in the order of use, each as
  /// a slot; used from the start, one a pull. `budget`: conversations.
  race(std::vector<std::size_t> arms, std::vector<slot> places, std::size_t budget, int epoch,
       race_rules rules = {});

  /// Conversations that this round wants; empty when the race is over.
  std::vector<trial> wanted() const;
  /// After all of wanted() are in the table.
  void advance(const trial_table& table);
  bool done() const { return done_; }

  struct verdict {
    std::size_t arm = 0;  ///< the incumbent where nothing was better
    bool accepted = false;
    effect gain;  ///< winner against incumbent, in this race
  };
  verdict result(const trial_table& table) const;
  /// Of an arm against the incumbent, for the record.
  effect gain_of(std::size_t arm, const trial_table& table) const;
  std::span<const slot> used() const { return std::span(places_).first(used_); }
  const std::vector<std::size_t>& arms() const { return arms_; }

 private:
  std::vector<std::size_t> arms_;
  std::vector<slot> places_;
  halving halving_;  // of the challengers: arms_[1..]
  int epoch_;
  race_rules rules_;
  std::size_t used_ = 0, next_ = 0;  // places used in closed rounds, and with the open one
  bool done_ = false;
  void open_round();
};

}  // namespace parley::truth
