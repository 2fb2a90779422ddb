#include "engine/truth/two_arms.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"
#include "engine/truth/error_sum.hpp"

namespace parley::truth {
namespace {

using side = std::vector<double>;

/// Squared error of the mean; two values at least.
double squared_error(const side& values) {
  const auto n = static_cast<double>(values.size());
  return squares_about(values, mean_of(values)) / (n - 1) / n;
}

struct stratum {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::array<side, 2> sides;  // before, after
  std::size_t size() const { return sides[0].size() + sides[1].size(); }
  bool is_thin() const { return sides[0].size() < 2 || sides[1].size() < 2; }
  void take(const stratum& other) {
    for (std::size_t s = 0; s < 2; ++s)
      sides[s].insert(sides[s].end(), other.sides[s].begin(), other.sides[s].end());
  }
};

// Which one a thin stratum joins: of its cohort before others, thin ones before whole ones.
std::size_t joins(const std::vector<stratum>& all, std::size_t thin) {
  std::size_t best = thin;
  const auto worth = [&](std::size_t i) {
    return std::tuple(all[i].cohort == all[thin].cohort, all[i].is_thin(), all[i].size());
  };
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i != thin && (best == thin || worth(i) > worth(best))) best = i;
  return best;
}

std::vector<stratum> strata_of(std::span<const arm_value> values) {
  std::map<std::pair<std::size_t, std::string>, stratum> cells;
  for (const arm_value& one : values) {
    stratum& mine = cells[{index_of(one.cohort), one.segment}];
    mine.cohort = one.cohort;
    mine.sides[one.after ? 1 : 0].push_back(one.value);
  }
  std::vector<stratum> out;
  for (auto& [key, cell] : cells) out.push_back(std::move(cell));
  for (;;) {
    const auto thin =
        std::find_if(out.begin(), out.end(), [](const stratum& one) { return one.is_thin(); });
    if (thin == out.end() || out.size() == 1) return out;
    const auto at = static_cast<std::size_t>(thin - out.begin());
    out[joins(out, at)].take(*thin);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

estimate difference_within(const std::vector<stratum>& strata, double confidence) {
  estimate out;
  double all = 0;
  error_sum errors;
  bool whole = true;
  for (const stratum& one : strata) all += static_cast<double>(one.size());
  for (const stratum& one : strata) {
    const double weight = static_cast<double>(one.size()) / all;
    out.mean += weight * (mean_of(one.sides[1]) - mean_of(one.sides[0]));
    out.n += one.size();
    whole = whole && !one.is_thin();
    if (!whole) continue;
    for (const side& mine : one.sides)
      errors.add(weight * weight * squared_error(mine), static_cast<double>(mine.size() - 1));
  }
  if (!whole || errors.variance <= 0) return out;
  const double half = errors.half_width(confidence);
  out.low = out.mean - half;
  out.high = out.mean + half;
  return out;
}

}  // namespace

std::vector<bool> deal_first_arm(std::span<const customer_profile> profiles,
                                 std::span<const part> parts, double share, std::uint64_t seed) {
  struct place {
    std::size_t cohort;
    std::string segment;
    part plays;
    std::uint64_t chance;
    std::string id;
    std::size_t profile;
    auto key() const { return std::tie(cohort, segment, plays, chance, id); }
  };
  std::vector<place> order;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    random_stream chance(seed, profiles[i].customer_id, "baseline arm");
    order.push_back({index_of(profiles[i].cohort), profiles[i].risk.value_segment,
                     parts.empty() ? part::search : parts[i], chance.next(),
                     profiles[i].customer_id, i});
  }
  std::sort(order.begin(), order.end(),
            [](const place& a, const place& b) { return a.key() < b.key(); });
  random_stream start(seed, "", "baseline arm start");
  const double from = start.uniform();
  std::vector<bool> out(profiles.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double here = static_cast<double>(k) * share + from;
    const double next = static_cast<double>(k + 1) * share + from;
    out[order[k].profile] = std::floor(next) > std::floor(here);
  }
  return out;
}

estimate welch_difference(std::span<const double> before, std::span<const double> after,
                          double confidence) {
  stratum one;
  one.sides[0].assign(before.begin(), before.end());
  one.sides[1].assign(after.begin(), after.end());
  return difference_within({one}, confidence);
}

estimate stratified_welch(std::span<const arm_value> values, double confidence) {
  if (values.empty()) return {};
  return difference_within(strata_of(values), confidence);
}

}  // namespace parley::truth
