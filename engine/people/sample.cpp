#include "engine/people/sample.hpp"

#include <algorithm>
#include <array>

#include "base/random_stream.hpp"

namespace parley::people {
namespace {

using by_cohort = std::array<std::vector<sampled_customer>, all_cohorts.size()>;

by_cohort shuffled(std::span<const sampled_customer> all, std::uint64_t seed) {
  by_cohort out;
  for (const sampled_customer& one : all) out[index_of(one.cohort)].push_back(one);
  for (std::size_t c = 0; c < out.size(); ++c) {
    std::sort(out[c].begin(), out[c].end(),
              [](const auto& a, const auto& b) { return a.customer_id < b.customer_id; });
    random_stream random(seed, to_string(all_cohorts[c]), "label sample");
    shuffle(out[c], random);
  }
  return out;
}

// The cohort that is to get the next seat; nothing: all are taken.
std::optional<std::size_t> next_seat(const by_cohort& queues,
                                     const std::array<std::size_t, all_cohorts.size()>& taken) {
  std::optional<std::size_t> best;
  double most = 0;
  for (std::size_t c = 0; c < queues.size(); ++c) {
    if (taken[c] >= queues[c].size()) continue;
    constexpr double before_all_others = 1e9;
    const double claim = taken[c] < 2 ? before_all_others / static_cast<double>(taken[c] + 1)
                                      : static_cast<double>(queues[c].size()) /
                                            (2.0 * static_cast<double>(taken[c]) + 1);
    if (best && claim <= most) continue;
    best = c;
    most = claim;
  }
  return best;
}

}  // namespace

std::vector<sampled_customer> draw_customers(std::span<const sampled_customer> all,
                                             std::size_t size, std::uint64_t seed) {
  const by_cohort queues = shuffled(all, seed);
  std::array<std::size_t, all_cohorts.size()> taken{};
  std::vector<sampled_customer> out;
  while (out.size() < size) {
    const auto c = next_seat(queues, taken);
    if (!c) break;
    out.push_back(queues[*c][taken[*c]++]);
  }
  return out;
}

std::vector<drawn_talk> talks_of(std::span<const sampled_customer> drawn, int iteration, bool pairs,
                                 std::uint64_t seed) {
  std::vector<drawn_talk> out;
  int place = 0;
  for (const sampled_customer& one : drawn) {
    ++place;
    if (!pairs) {
      out.push_back({{iteration, one.customer_id, 0}, one.cohort, place, seed});
      continue;
    }
    random_stream random(seed, one.customer_id, "label side");
    const int first = random.chance(0.5) ? 1 : 2;
    for (const int side : {first, 3 - first})
      out.push_back({{iteration, one.customer_id, side}, one.cohort, place, seed});
  }
  return out;
}

}  // namespace parley::people
