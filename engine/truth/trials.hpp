// Which conversations a comparison needs, and what came of those that were held. Pure.
// Must not know: prompts, providers, why a conversation was wanted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "engine/truth/paired.hpp"

namespace parley::truth {

/// One conversation to hold: customer (index of the profile) under an arm. The replicate keys the
/// customer's and the conversation's chance, so arms with equal customer and replicate are paired.
/// Pairs are only ever made within an epoch (iteration): the world may have moved since.
struct trial {
  std::size_t customer = 0;
  std::size_t arm = 0;
  int replicate = 0;
  int epoch = 1;
  auto operator<=>(const trial&) const = default;
};

struct trial_outcome {
  bool scored = false;  ///< false: failed, invalid or unscored; it counts as held, not as data
  double reward = 0;    ///< 0..1
  double nps = 0, engagement = 0, churn = 0;
  double words = 0;  ///< of the company's messages
};

/// Everything that was tried. Ordered by key, so sums never depend on the order of arrival.
class trial_table {
 public:
  void record(const trial& held, const trial_outcome& outcome) { rows_[held] = outcome; }
  const trial_outcome* find(const trial& which) const;
  /// Those of `wanted` that were not held yet, each once, in order.
  std::vector<trial> missing(std::span<const trial> wanted) const;
  std::size_t held() const { return rows_.size(); }
  const std::map<trial, trial_outcome>& rows() const { return rows_; }

 private:
  std::map<trial, trial_outcome> rows_;
};

/// A place where arms can be compared: a customer's replicate.
struct slot {
  std::size_t customer = 0;
  int replicate = 0;
  auto operator<=>(const slot&) const = default;
};

/// Differences challenger - champion by customer over the slots where both are scored, averaged
/// over a customer's replicates. `stratum` is the cohort's index of every customer.
std::vector<difference> paired_differences(const trial_table& table, std::span<const slot> slots,
                                           std::size_t champion, std::size_t challenger, int epoch,
                                           std::size_t stratum);

/// Mean reward of an arm over the scored slots; nothing without any.
std::optional<double> mean_reward(const trial_table& table, std::span<const slot> slots,
                                  std::size_t arm, int epoch);

}  // namespace parley::truth
