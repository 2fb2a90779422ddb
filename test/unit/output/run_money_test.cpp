// Costs by role: cached input at its own price; what has no price is unknown, not free.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "output/reproducible.hpp"
#include "output/run_logger.hpp"
#include "output/run_money.hpp"
#include "synthetic_run.hpp"

using namespace parley;

TEST_CASE("cached input costs its own price") {
  const role_price price{"m", 2, 0.5, 8};
  const role_spend spent{1, 0, 0, {1'000'000, 400'000, 250'000, 50'000}};
  CHECK(*cost_of_role(spent, price) == Catch::Approx(0.6 * 2 + 0.4 * 0.5 + 0.25 * 8));
  CHECK(*saved_by_cache(spent, price) == Catch::Approx(0.4 * 1.5));
}

TEST_CASE("tokens of a model without a price make the cost unknown, no tokens make it zero") {
  const role_spend spent{1, 0, 0, {10, 0, 1, 0}};
  CHECK_FALSE(cost_of_role(spent, std::nullopt).has_value());
  CHECK(cost_of_role({}, std::nullopt) == 0.0);
  const auto costs =
      cost_by_role_json({spent, {}, {}, spent, {}}, {std::nullopt, {}, {}, role_price{}, {}});
  CHECK(json::serialize(costs) == R"({"planner":null,"judge":0E0})");
}

TEST_CASE("prices and lost calls come back from run.json; the page holds them") {
  run_record run = test::synthetic_run({.customers = 6, .iterations = 2});
  run.prices[0].reset();
  run.lost = {2, 3000, 0.125};
  auto back = run_from_json(run_to_json(run));
  REQUIRE(back.has_value());
  CHECK(back->prices == run.prices);
  CHECK(back->lost.calls == 2);
  CHECK(back->lost.worst_cost == 0.125);
  const std::string page = report_html(*back);
  CHECK(page.find("Perhaps paid twice") != std::string::npos);
  CHECK(page.find("\"lost\":{\"calls\":2") != std::string::npos);
  leave_out_times(*back);
  CHECK(back->lost.calls == 0);  // it depends on the instant of the kill
}

TEST_CASE("what was judged again and the last measurement stand under names of their own") {
  run_record run = test::synthetic_run({.customers = 6, .iterations = 2});
  run.spend[3] = {100, 0, 0, {4'000'000, 0, 0, 0}};
  run.prices[3] = role_price{"m", 1, 1, 1};
  run.truth = R"({"judge":{"checks":[{"iteration":1,"spend":{"judge":{"calls":3,"input":100000}}},)"
              R"({"iteration":2,"spend":{"judge":{"calls":4,"input":200000}}}]},)"
              R"("measurement":{"spend":{"judge":{"calls":10,"input":1000000}}}})";
  const json::value all = cost_by_purpose_json(run);
  CHECK(all.at("judged_again").at("calls").as_int64() == 7);
  CHECK(all.at("judged_again").at("cost").as_double() == Catch::Approx(0.3));
  CHECK(all.at("last_measurement").at("calls").as_int64() == 10);
  CHECK(all.at("last_measurement").at("cost").as_double() == Catch::Approx(1));
  std::int64_t calls = 0;
  for (const role_spend& one : run.spend) calls += one.calls + one.failures;
  CHECK(all.at("iterations").at("calls").as_int64() == calls - 17);
  run.prices[3].reset();
  CHECK(cost_by_purpose_json(run).at("last_measurement").at("cost").is_null());
  const std::string page = report_html(run);
  CHECK(page.find("\"beside\":{\"checks\":[{\"iteration\":1") != std::string::npos);
  run.truth.clear();
  CHECK(cost_by_purpose_json(run).at("judged_again").at("calls").as_int64() == 0);
}
