#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/scoring/cohort_scorer.hpp"
#include "engine/scoring/value_model.hpp"
#include "test/unit/engine/engine_fixtures.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

struct given {
  std::string id;
  parley::cohort cohort;
  double nps;
  double churn = 0.3;
};

iteration_record iteration_with(int number, const std::vector<given>& rows) {
  iteration_record out;
  out.iteration = number;
  for (const given& g : rows) {
    const auto profile = profile_of(g.id, g.cohort);
    out.judgements.push_back(verdict_of(profile, score_of(g.nps, 0.5, g.churn)));
    out.values.push_back(value_of(profile, *out.judgements.back().value, scoring_settings{}));
  }
  return out;
}

constexpr auto vocal = cohort::vocal_unsatisfied;
constexpr auto quiet = cohort::quiet_satisfied;

}  // namespace

TEST_CASE("only customers scored in both iterations are compared") {
  auto before = iteration_with(1, {{"A", vocal, 4}, {"B", vocal, 5}, {"C", quiet, 6}});
  auto after = iteration_with(3, {{"B", vocal, 7}, {"C", quiet, 6}, {"D", quiet, 9}});
  const before_after result = compare(before, after, scoring_settings{});
  CHECK(result.before_iteration == 1);
  CHECK(result.after_iteration == 3);
  REQUIRE(result.rows.size() == 3);  // two cohorts with pairs, then all
  CHECK(result.rows[0].cohort == vocal);
  CHECK(result.rows[0].n == 1);
  CHECK_FALSE(result.rows[0].nps_change.low);
  CHECK(result.rows[1].cohort == quiet);
  CHECK_FALSE(result.rows[2].cohort);
  CHECK(result.rows[2].n == 2);
  CHECK_THAT(result.rows[2].nps_change.mean, WithinAbs(1, 1e-12));
}

TEST_CASE("a change that its interval supports is named with both numbers") {
  std::vector<given> low, high;
  for (int i = 0; i < 12; ++i) {
    const std::string id = "C" + std::to_string(10 + i);
    low.push_back({id, vocal, 4.0 + 0.1 * i, 0.40});
    high.push_back({id, vocal, 6.0 + 0.11 * i, 0.30 - 0.001 * i});
  }
  const auto result = compare(iteration_with(1, low), iteration_with(2, high), {});
  CHECK_THAT(result.verdict, ContainsSubstring("Reward rose by"));
  CHECK_THAT(result.verdict, ContainsSubstring("LTV ratio rose by"));
  CHECK_THAT(result.verdict, ContainsSubstring("with 12 customers"));
  CHECK_THAT(result.verdict, ContainsSubstring("those the prompt was tuned on"));
  const auto reversed = compare(iteration_with(1, high), iteration_with(2, low), {});
  CHECK_THAT(reversed.verdict, ContainsSubstring("Reward fell by"));
}

TEST_CASE("without support from an interval no difference is claimed") {
  std::vector<given> before, after;
  for (int i = 0; i < 10; ++i) {
    const std::string id = "C" + std::to_string(10 + i);
    before.push_back({id, vocal, 5, 0.3});
    after.push_back({id, vocal, i % 2 == 0 ? 7.0 : 3.5, i % 2 == 0 ? 0.2 : 0.4});
  }
  const auto result = compare(iteration_with(1, before), iteration_with(2, after), {});
  CHECK_THAT(result.verdict, ContainsSubstring("No difference could be shown"));
  CHECK_THAT(result.verdict, ContainsSubstring("with 10 customers"));
}

TEST_CASE("one common customer or none says so") {
  const auto a = iteration_with(1, {{"A", vocal, 4}});
  CHECK_THAT(compare(a, iteration_with(2, {{"A", vocal, 9}}), {}).verdict,
             ContainsSubstring("only one customer"));
  CHECK_THAT(compare(a, iteration_with(2, {{"B", vocal, 9}}), {}).verdict,
             ContainsSubstring("no customer was scored in both"));
}

TEST_CASE("unscored customers are no pairs") {
  auto before = iteration_with(1, {{"A", vocal, 4}, {"B", vocal, 4}});
  auto after = iteration_with(2, {{"A", vocal, 5}});
  after.judgements.push_back(verdict_of(profile_of("B"), std::nullopt));
  CHECK(compare(before, after, {}).rows.back().n == 1);
}
