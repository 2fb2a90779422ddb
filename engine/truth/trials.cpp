#include "engine/truth/trials.hpp"

#include <algorithm>

namespace parley::truth {

const trial_outcome* trial_table::find(const trial& which) const {
  const auto found = rows_.find(which);
  return found == rows_.end() ? nullptr : &found->second;
}

std::vector<trial> trial_table::missing(std::span<const trial> wanted) const {
  std::vector<trial> out;
  for (const trial& one : wanted)
    if (!rows_.contains(one)) out.push_back(one);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<difference> paired_differences(const trial_table& table, std::span<const slot> slots,
                                           std::size_t champion, std::size_t challenger, int epoch,
                                           std::size_t stratum) {
  struct sums {
    double value = 0, count = 0;
  };
  std::map<std::size_t, sums> by_customer;
  for (const slot& at : slots) {
    const auto* before = table.find({at.customer, champion, at.replicate, epoch});
    const auto* after = table.find({at.customer, challenger, at.replicate, epoch});
    if (!before || !after || !before->scored || !after->scored) continue;
    sums& mine = by_customer[at.customer];
    mine.value += after->reward - before->reward;
    mine.count += 1;
  }
  std::vector<difference> out;
  for (const auto& [customer, mine] : by_customer)
    out.push_back({mine.value / mine.count, stratum, customer});
  return out;
}

std::optional<double> mean_reward(const trial_table& table, std::span<const slot> slots,
                                  std::size_t arm, int epoch) {
  double sum = 0, count = 0;
  for (const slot& at : slots) {
    const auto* found = table.find({at.customer, arm, at.replicate, epoch});
    if (!found || !found->scored) continue;
    sum += found->reward;
    count += 1;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace parley::truth
