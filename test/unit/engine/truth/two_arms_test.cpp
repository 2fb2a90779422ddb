// Two groups under two prompts: how they are dealt, and the difference within strata.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <map>

#include "base/random_stream.hpp"
#include "engine/truth/two_arms.hpp"
#include "profiles/generator.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;

TEST_CASE("Welch's interval agrees with R") {
  // R 4: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, 95 % -3.3654832 to
  // 0.2054832 (group 1 minus group 2).
  const double one[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const double two[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  std::vector<arm_value> together;
  for (const double v : one) together.push_back({cohort::vocal_satisfied, "VA", false, v});
  for (const double v : two) together.push_back({cohort::vocal_satisfied, "VA", true, v});
  for (const estimate& e : {welch_difference(one, two, 0.95), stratified_welch(together, 0.95)}) {
    CHECK_THAT(e.mean, WithinAbs(1.58, 1e-12));
    CHECK_THAT(*e.low, WithinAbs(-0.2054832, 1e-6));
    CHECK_THAT(*e.high, WithinAbs(3.3654832, 1e-6));
  }
  CHECK_FALSE(welch_difference(std::span(one).first(1), two, 0.95).low);
}

TEST_CASE("every cohort, segment and part gives its share to the first arm") {
  const auto profiles = generate_profiles(300, 3);
  const customer_split split = split_customers(profiles, {0.4, 0.3}, 5);
  for (const double share : {0.1, 0.5, 0.73}) {
    const auto first = deal_first_arm(profiles, split.of, share, 5);
    std::map<std::string, std::array<double, 2>> blocks;  // customers, of the first arm
    for (std::size_t i = 0; i < profiles.size(); ++i) {
      const std::string cohort(to_string(profiles[i].cohort));
      const std::string segment = cohort + profiles[i].risk.value_segment;
      for (const std::string& name :
           {std::string("all"), cohort, segment, segment + std::string(to_string(split.of[i]))}) {
        blocks[name][0] += 1;
        blocks[name][1] += first[i];
      }
    }
    for (const auto& [name, counts] : blocks) {
      INFO(name << " at " << share);
      CHECK(std::abs(counts[1] - share * counts[0]) < 1);
    }
  }
}

TEST_CASE("each customer keeps the first prompt with the share's probability") {
  auto profiles = generate_profiles(40, 3);
  std::vector<int> times(profiles.size());
  constexpr int seeds = 2000;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto first = deal_first_arm(profiles, {}, 0.3, static_cast<std::uint64_t>(seed));
    for (std::size_t i = 0; i < first.size(); ++i) times[i] += first[i];
  }
  for (const int n : times)  // five standard errors of 2000 draws
    CHECK_THAT(n / static_cast<double>(seeds), WithinAbs(0.3, 0.052));
  const auto first = deal_first_arm(profiles, {}, 0.3, 9);
  std::reverse(profiles.begin(), profiles.end());
  auto turned = deal_first_arm(profiles, {}, 0.3, 9);
  std::reverse(turned.begin(), turned.end());
  CHECK(turned == first);
}

TEST_CASE("strata are weighted by their customers, and thin ones join their cohort's") {
  std::vector<arm_value> rows;
  const auto add = [&](cohort which, const char* segment, bool after,
                       std::initializer_list<double> values) {
    for (const double v : values) rows.push_back({which, segment, after, v});
  };
  add(cohort::vocal_satisfied, "VA", false, {1, 2, 3});
  add(cohort::vocal_satisfied, "VA", true, {4, 6});
  add(cohort::quiet_satisfied, "VB", false, {10, 12});
  add(cohort::quiet_satisfied, "VB", true, {11, 13, 15});
  // By hand: differences 3 and 2, weights 1/2; variances 1/3 + 2/2 and 2/2 + 4/3, times 1/4.
  const estimate e = stratified_welch(rows, 0.95);
  CHECK_THAT(e.mean, WithinAbs(2.5, 1e-12));
  CHECK(e.n == 10);
  // 11/12 squared over (1/12)^2/2 + (1/4)^2/1 + (1/4)^2/1 + (1/3)^2/2 = 4.56604 degrees, of which
  // the 0.975 quantile of t is 2.6458326 (integrated numerically).
  CHECK_THAT(*e.high - e.mean, WithinAbs(2.6458326 * std::sqrt(11.0 / 12), 1e-6));
  add(cohort::quiet_satisfied, "VE", true, {14});  // joins VB
  CHECK_THAT(stratified_welch(rows, 0.95).mean,
             WithinAbs(5.0 / 11 * 3 + 6.0 / 11 * (53.0 / 4 - 11), 1e-12));
  CHECK_FALSE(stratified_welch(std::span(rows).first(4), 0.95).low);
  CHECK(stratified_welch({}, 0.95).n == 0);
}

TEST_CASE("who gets which prompt may hang on the cohort: the interval holds all the same") {
  int held = 0, fooled = 0;
  constexpr int runs = 1000;
  for (int run = 0; run < runs; ++run) {
    random_stream random(11, std::to_string(run), "confounded");
    std::vector<arm_value> rows;
    std::array<std::vector<double>, 2> plain;
    for (int i = 0; i < 120; ++i) {
      const bool happy = random.chance(0.5), after = random.chance(happy ? 0.8 : 0.2);
      const double value = (happy ? 0.7 : 0.4) + (after ? 0.02 : 0) + 0.1 * random.normal();
      rows.push_back(
          {happy ? cohort::quiet_satisfied : cohort::quiet_unsatisfied, "", after, value});
      plain[after].push_back(value);
    }
    const estimate e = stratified_welch(rows, 0.95), p = welch_difference(plain[0], plain[1], 0.95);
    held += *e.low <= 0.02 && 0.02 <= *e.high;
    fooled += *p.low > 0.02;
  }
  INFO(held << " held, without strata " << fooled << " were fooled");
  CHECK(held >= 930);
  CHECK(held <= 970);
  CHECK(fooled > 900);
}
