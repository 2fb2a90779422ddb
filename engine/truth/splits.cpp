#include "engine/truth/splits.hpp"

#include <algorithm>
#include <map>

#include "base/random_stream.hpp"

namespace parley::truth {
namespace {

// One cohort's customers: segments one after the other, each in random order.
std::vector<std::size_t> dealing_order(std::span<const customer_profile> profiles, cohort which,
                                       std::uint64_t seed) {
  std::map<std::string, std::vector<std::size_t>> segments;
  for (std::size_t i = 0; i < profiles.size(); ++i)
    if (profiles[i].cohort == which) segments[profiles[i].risk.value_segment].push_back(i);
  std::vector<std::size_t> out;
  for (auto& [segment, members] : segments) {
    std::sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
      return profiles[a].customer_id < profiles[b].customer_id;
    });
    random_stream random(seed, to_string(which), "split " + segment);
    shuffle(members, random);
    out.insert(out.end(), members.begin(), members.end());
  }
  return out;
}

}  // namespace

std::string_view to_string(part which) {
  constexpr std::string_view names[] = {"search", "selection", "report"};
  return names[static_cast<std::size_t>(which)];
}

customer_split split_customers(std::span<const customer_profile> profiles, split_shares shares,
                               std::uint64_t seed) {
  const std::array<double, part_count> wanted = {shares.search, shares.selection,
                                                 1 - shares.search - shares.selection};
  customer_split out;
  out.of.resize(profiles.size());
  for (const cohort which : all_cohorts) {
    std::array<double, part_count> given{};
    double dealt = 0;
    for (const std::size_t i : dealing_order(profiles, which, seed)) {
      ++dealt;
      std::size_t to = 0;  // the part that lacks most; the first of equals
      for (std::size_t p = 1; p < part_count; ++p)
        if (wanted[p] * dealt - given[p] > wanted[to] * dealt - given[to] + 1e-12) to = p;
      given[to] += 1;
      out.of[i] = static_cast<part>(to);
    }
  }
  for (std::size_t i = 0; i < profiles.size(); ++i)
    out.members[static_cast<std::size_t>(out.of[i])].push_back(i);
  return out;
}

std::array<double, 4> cohort_shares(std::span<const customer_profile> profiles) {
  std::array<double, 4> out{};
  for (const customer_profile& p : profiles)
    out[index_of(p.cohort)] += 1 / static_cast<double>(std::max<std::size_t>(1, profiles.size()));
  return out;
}

}  // namespace parley::truth
