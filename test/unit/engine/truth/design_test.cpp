// Splits, power, sample ratio, halving.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "base/random_stream.hpp"
#include "engine/truth/halving.hpp"
#include "engine/truth/power.hpp"
#include "engine/truth/splits.hpp"
#include "profiles/generator.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;

TEST_CASE("every customer is in exactly one part, cohorts in proportion") {
  for (const std::size_t count : {4, 17, 52, 400}) {
    const auto profiles = generate_profiles(count, 5);
    const customer_split split = split_customers(profiles, {0.4, 0.3}, 1);
    std::vector<int> seen(count, 0);
    for (const auto& members : split.members)
      for (const std::size_t i : members) ++seen[i];
    CHECK(std::count(seen.begin(), seen.end(), 1) == static_cast<std::ptrdiff_t>(count));
    const double wanted[] = {0.4, 0.3, 0.3};
    for (const cohort c : all_cohorts) {
      std::array<double, 3> in_part{};
      double all = 0;
      for (std::size_t i = 0; i < count; ++i)
        if (profiles[i].cohort == c) {
          ++all;
          ++in_part[static_cast<std::size_t>(split.of[i])];
        }
      for (std::size_t p = 0; p < 3; ++p) CHECK(std::abs(in_part[p] - wanted[p] * all) <= 1.0001);
    }
  }
}

TEST_CASE("splits follow ids and seed, not the order of the profiles") {
  auto profiles = generate_profiles(60, 5);
  const customer_split first = split_customers(profiles, {}, 3);
  std::vector<std::pair<std::string, part>> before, after;
  for (std::size_t i = 0; i < profiles.size(); ++i)
    before.push_back({profiles[i].customer_id, first.of[i]});
  std::reverse(profiles.begin(), profiles.end());
  const customer_split second = split_customers(profiles, {}, 3);
  for (std::size_t i = 0; i < profiles.size(); ++i)
    after.push_back({profiles[i].customer_id, second.of[i]});
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  CHECK(before == after);
  CHECK(split_customers(profiles, {}, 4).of != second.of);
}

TEST_CASE("value segments are spread over the parts") {
  const auto profiles = generate_profiles(400, 8);
  const customer_split split = split_customers(profiles, {0.4, 0.3}, 1);
  std::map<std::string, std::array<double, 3>> segments;
  for (std::size_t i = 0; i < profiles.size(); ++i)
    segments[profiles[i].risk.value_segment][static_cast<std::size_t>(split.of[i])] += 1;
  for (const auto& [name, counts] : segments) {
    const double all = counts[0] + counts[1] + counts[2];
    if (all < 20) continue;
    CAPTURE(name);
    CHECK(std::abs(counts[0] / all - 0.4) < 0.1);
    CHECK(std::abs(counts[1] / all - 0.3) < 0.1);
  }
}

TEST_CASE("the detectable difference agrees with the textbook's sample sizes") {
  // Cohen (1992, Psychological Bulletin 112, table 2 by way of R's power.t.test): paired, d = .5,
  // power .80, two-sided .05 needs 34 pairs (33.4); d = .2 needs 199; d = .8 needs 15.
  CHECK(std::abs(static_cast<int>(customers_needed(0.5, 1, 0.95, 0.8)) - 34) <= 1);
  CHECK(std::abs(static_cast<int>(customers_needed(0.2, 1, 0.95, 0.8)) - 199) <= 1);
  CHECK(std::abs(static_cast<int>(customers_needed(0.8, 1, 0.95, 0.8)) - 15) <= 1);
  CHECK_THAT(detectable_difference(0.07, 200, 0.95, 0.8), WithinAbs(0.014, 0.0003));
  CHECK(power_sentence(52, 0.07, 0.95, 0.8).find("a difference of 0.028 can be seen") !=
        std::string::npos);
}

TEST_CASE("a true difference of that size is found as often as promised") {
  constexpr std::size_t n = 24;
  const double size = detectable_difference(1, n, 0.95, 0.8);
  int found = 0;
  constexpr int worlds = 2000;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "power");
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double d = random.normal(size, 1);
      sum += d;
      squares += d * d;
    }
    const double mean = sum / n, sd = std::sqrt((squares - n * mean * mean) / (n - 1));
    found += mean / (sd / std::sqrt(static_cast<double>(n))) > 2.0687;  // t .975, 23 degrees
  }
  CHECK(found > 0.77 * worlds);
  CHECK(found < 0.83 * worlds);
}

TEST_CASE("a sample-ratio mismatch is found as in the published case") {
  // Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 3: control
  // 821,588 and treatment 815,482 users should be even; p = 1.8e-6.
  const std::size_t counts[] = {821'588, 815'482};
  const double even[] = {0.5, 0.5};
  const ratio_check bad = check_sample_ratio(counts, even);
  CHECK_THAT(bad.p, WithinAbs(1.8e-6, 0.05e-6));
  CHECK(bad.alarm);
  const std::size_t fine[] = {502, 498};
  CHECK_FALSE(check_sample_ratio(fine, even).alarm);
}

TEST_CASE("halving spends its budget in rounds and keeps the better half") {
  halving race(9, 400);
  std::vector<std::size_t> sizes;
  std::size_t spent = 0;
  std::vector<double> means(9);
  for (std::size_t i = 0; i < 9; ++i) means[i] = i == 4 ? 2 : 1.0 / static_cast<double>(i + 1);
  while (!race.done()) {
    sizes.push_back(race.active().size());
    spent += race.pulls() * race.active().size();
    race.close_round(means);
  }
  CHECK(sizes == std::vector<std::size_t>{9, 5, 3, 2});  // ceil(log2 9) = 4 rounds
  CHECK(spent <= 400);
  CHECK(spent > 360);
  CHECK(race.winner() == 4);
}

TEST_CASE("halving: ties go to the lower index, a tiny budget still tries everyone") {
  halving race(4, 1);
  CHECK(race.pulls() == 1);
  const std::vector<double> equal(4, 0.5);
  while (!race.done()) race.close_round(equal);
  CHECK(race.winner() == 0);
  CHECK(halving(1, 10).done());
}

TEST_CASE("halving finds the best arm far more often than chance, and pairing helps") {
  int paired = 0, alone = 0;
  constexpr int worlds = 300;
  for (std::uint64_t w = 0; w < worlds; ++w)
    for (const bool shared : {true, false}) {
      random_stream random(w, shared ? "shared" : "alone", "arms");
      halving race(16, 320);
      std::vector<double> truth, sums(16), counts(16), means(16);
      for (int a = 0; a < 16; ++a) truth.push_back(random.normal(0, 0.03));
      while (!race.done()) {
        for (std::size_t k = 0; k < race.pulls(); ++k) {
          const double customer = random.normal(0, 0.12);
          for (const std::size_t a : race.active()) {
            sums[a] +=
                truth[a] + (shared ? customer : random.normal(0, 0.12)) + random.normal(0, 0.035);
            counts[a] += 1;
          }
        }
        for (std::size_t a = 0; a < 16; ++a) means[a] = sums[a] / counts[a];
        race.close_round(means);
      }
      const auto best =
          static_cast<std::size_t>(std::max_element(truth.begin(), truth.end()) - truth.begin());
      (shared ? paired : alone) += race.winner() == best;
    }
  CHECK(paired > 0.55 * worlds);
  CHECK(alone < 0.8 * paired);
}
