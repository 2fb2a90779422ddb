#include "engine/admission_order.hpp"

#include <algorithm>
#include <array>

#include "base/random_stream.hpp"

namespace parley {

std::vector<std::size_t> balanced_order(std::span<const customer_profile> profiles,
                                        std::uint64_t seed) {
  std::array<std::vector<std::size_t>, all_cohorts.size()> queues;
  for (std::size_t i = 0; i < profiles.size(); ++i)
    queues[index_of(profiles[i].cohort)].push_back(i);
  for (std::size_t c = 0; c < queues.size(); ++c) {
    std::sort(queues[c].begin(), queues[c].end(), [&](std::size_t a, std::size_t b) {
      return profiles[a].customer_id < profiles[b].customer_id;
    });
    random_stream random(seed, to_string(all_cohorts[c]), "admission order");
    shuffle(queues[c], random);
  }

  // Largest deficit first: the cohort that is furthest behind its share of what was let in.
  std::vector<std::size_t> order;
  order.reserve(profiles.size());
  std::array<std::size_t, all_cohorts.size()> taken{};
  while (order.size() < profiles.size()) {
    std::size_t next = queues.size();
    double most_behind = 0;
    for (std::size_t c = 0; c < queues.size(); ++c) {
      if (taken[c] == queues[c].size()) continue;
      const double due = static_cast<double>(queues[c].size()) *
                         static_cast<double>(order.size() + 1) /
                         static_cast<double>(profiles.size());
      const double behind = due - static_cast<double>(taken[c]);
      if (next == queues.size() || behind > most_behind) {
        next = c;
        most_behind = behind;
      }
    }
    order.push_back(queues[next][taken[next]++]);
  }
  return order;
}

}  // namespace parley
