#include "engine/people/sample.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>

#include "base/random_stream.hpp"
#include "engine/truth/stratified_correction.hpp"

using namespace parley;
using namespace parley::people;

namespace {

std::vector<sampled_customer> people_of(std::array<std::size_t, 4> sizes) {
  std::vector<sampled_customer> out;
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t i = 0; i < sizes[c]; ++i)
      out.push_back({"C" + std::to_string(c) + "-" + std::to_string(i), all_cohorts[c]});
  return out;
}

std::array<std::size_t, 4> counts(const std::vector<sampled_customer>& drawn) {
  std::array<std::size_t, 4> out{};
  for (const sampled_customer& one : drawn) ++out[index_of(one.cohort)];
  return out;
}

}  // namespace

TEST_CASE("seats go to cohorts in proportion, the first two of each before all others") {
  const auto all = people_of({40, 30, 20, 10});
  CHECK(counts(draw_customers(all, 4, 1)) == std::array<std::size_t, 4>{1, 1, 1, 1});
  CHECK(counts(draw_customers(all, 8, 1)) == std::array<std::size_t, 4>{2, 2, 2, 2});
  CHECK(counts(draw_customers(all, 20, 1)) == std::array<std::size_t, 4>{8, 6, 4, 2});
  CHECK(counts(draw_customers(all, 500, 1)) == std::array<std::size_t, 4>{40, 30, 20, 10});
  CHECK(counts(draw_customers(people_of({1, 5, 0, 5}), 6, 1)) ==
        std::array<std::size_t, 4>{1, 3, 0, 2});
}

TEST_CASE("a larger sample begins with the smaller one, in any order of the customers") {
  auto all = people_of({13, 13, 13, 13});
  const auto whole = draw_customers(all, 52, 7);
  random_stream random(1, "x", "order");
  shuffle(all, random);
  for (const std::size_t size : {1u, 8u, 20u, 51u}) {
    const auto part = draw_customers(all, size, 7);
    REQUIRE(part.size() == size);
    for (std::size_t i = 0; i < size; ++i) CHECK(part[i].customer_id == whole[i].customer_id);
  }
  std::set<std::string> seen;
  for (const auto& one : whole) seen.insert(one.customer_id);
  CHECK(seen.size() == 52);
  CHECK(draw_customers(all, 8, 8)[0].customer_id != whole[0].customer_id);
}

TEST_CASE("every customer of a cohort is drawn as often as any other") {
  const auto all = people_of({20, 8, 8, 4});
  std::map<std::string, int> times;
  constexpr int seeds = 4000;
  std::array<std::size_t, 4> each{};
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto drawn = draw_customers(all, 10, seed);
    each = counts(drawn);
    for (const auto& one : drawn) ++times[one.customer_id];
  }
  for (const auto& one : all) {
    const std::size_t c = index_of(one.cohort);
    const std::size_t size[] = {20, 8, 8, 4};
    const double p = static_cast<double>(each[c]) / static_cast<double>(size[c]);
    const double error = std::sqrt(p * (1 - p) / seeds);
    INFO(one.customer_id);
    CHECK(std::abs(times[one.customer_id] / double(seeds) - p) < 4.5 * error + 1e-9);
  }
}

TEST_CASE("the sides of a pair stand together, in an order of their own") {
  const auto drawn = draw_customers(people_of({30, 30, 0, 0}), 40, 3);
  const auto talks = talks_of(drawn, 4, true, 3);
  REQUIRE(talks.size() == 80);
  int first_prompt_first = 0;
  for (std::size_t i = 0; i < talks.size(); i += 2) {
    CHECK(talks[i].talk.customer_id == talks[i + 1].talk.customer_id);
    CHECK(talks[i].talk.side + talks[i + 1].talk.side == 3);
    CHECK(talks[i].place == static_cast<int>(i / 2) + 1);
    CHECK(talks[i + 1].place == talks[i].place);
    first_prompt_first += talks[i].talk.side == 1;
  }
  CHECK(first_prompt_first > 8);
  CHECK(first_prompt_first < 32);
  CHECK(talks_of(drawn, 4, false, 3).size() == 40);
}

TEST_CASE("from any beginning of the sample the corrected mean covers as it says") {
  // 60 customers whose scores are fixed; what varies is who is drawn. The interval is about other
  // customers of the kind, so it covers these customers' own mean at least as often as it says.
  random_stream random(11, "x", "world");
  const auto all = people_of({24, 18, 12, 6});
  std::map<std::string, std::pair<double, double>> scores;  // judge, human
  double truth = 0;
  for (const auto& one : all) {
    const double human = 0.3 + 0.12 * double(index_of(one.cohort)) + random.normal(0, 0.1);
    scores[one.customer_id] = {human + 0.05 + random.normal(0, 0.06), human};
    truth += human / double(all.size());
  }
  for (const std::size_t size : {8u, 13u, 20u}) {
    int covered = 0;
    double mean = 0;
    constexpr int seeds = 1000;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      std::set<std::string> drawn;
      for (const auto& one : draw_customers(all, size, seed)) drawn.insert(one.customer_id);
      std::vector<truth::label_stratum> strata(4);
      for (const auto& one : all) {
        truth::label_stratum& s = strata[index_of(one.cohort)];
        const auto& [judge, human] = scores[one.customer_id];
        s.share += 1.0 / double(all.size());
        (drawn.contains(one.customer_id) ? s.judge : s.rest).push_back(judge);
        if (drawn.contains(one.customer_id)) s.human.push_back(human);
      }
      const auto found = truth::correct_by_strata(strata, 0.95);
      covered += *found.value.low <= truth && truth <= *found.value.high;
      mean += found.value.mean / seeds;
    }
    INFO(size << " drawn: covered " << covered << " of " << seeds << ", mean " << mean);
    CHECK(covered >= 945);
    CHECK(std::abs(mean - truth) < 0.005);
  }
}
