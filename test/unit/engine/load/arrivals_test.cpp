#include "engine/load/arrivals.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "engine/load/lengths.hpp"

using namespace parley;
using namespace parley::load;
using namespace std::chrono_literals;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<double> first(arrivals& schedule, std::size_t n) {
  std::vector<double> out;
  while (out.size() < n) {
    const auto next = schedule.next();
    if (!next) break;
    out.push_back(std::chrono::duration<double>(*next).count());
  }
  return out;
}

}  // namespace

TEST_CASE("a steady rate is exact to the nanosecond however long it goes", "[load]") {
  const auto schedule = make_rate(3, 3, 10s, {}, 1);
  for (std::int64_t k = 0; k < 100'000; ++k) {
    const double wanted = static_cast<double>(k) / 3;
    REQUIRE_THAT(std::chrono::duration<double>(*schedule->next()).count(), WithinAbs(wanted, 2e-9));
  }
}

TEST_CASE("a geometric ramp grows by the same factor each second", "[load]") {
  const auto times =
      first(*make_rate(1, 1000, 10s, {}, 1, ramp_kind::geometric), 2'000);  // n(10 s) = 1446.2
  const double growth = std::log(1000.0);
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double t = times[k];
    const double n =
        t <= 10 ? 10 / growth * std::expm1(growth * t / 10) : 9990 / growth + 1000 * (t - 10);
    REQUIRE_THAT(n, WithinAbs(static_cast<double>(k), 1e-3));
  }
}

TEST_CASE("a ramp has its rate at every moment, and stays at its end", "[load]") {
  const auto up = first(*make_rate(10, 110, 10s, {}, 1), 2'000);
  // n(t) = 10 t + 5 t^2 until 10 s, then 110 a second.
  for (std::size_t k = 0; k < up.size(); ++k) {
    const double t = up[k];
    const double n = t <= 10 ? 10 * t + 5 * t * t : 600 + 110 * (t - 10);
    REQUIRE_THAT(n, WithinAbs(static_cast<double>(k), 1e-4));
  }
  const auto down = first(*make_rate(100, 10, 10s, {}, 1), 700);
  for (std::size_t k = 1; k < down.size(); ++k) REQUIRE(down[k] > down[k - 1]);
  CHECK_THAT(down[550], WithinAbs(10, 1e-6));
  CHECK_THAT(down[551] - down[550], WithinAbs(0.1, 1e-6));
}

TEST_CASE("gaps of a Poisson process have mean and deviation 1/rate; gamma's follow the shape",
          "[load]") {
  for (const double shape : {0.25, 1.0, 4.0}) {
    const auto times = first(*make_rate(50, 50, 1s, {shape}, 7), 40'000);
    double sum = 0, squares = 0;
    for (std::size_t k = 1; k < times.size(); ++k) {
      const double gap = times[k] - times[k - 1];
      sum += gap;
      squares += gap * gap;
    }
    const auto n = static_cast<double>(times.size() - 1);
    const double mean = sum / n, deviation = std::sqrt(squares / n - mean * mean);
    INFO("shape " << shape);
    CHECK_THAT(mean, WithinRel(0.02, 0.03));
    CHECK_THAT(deviation / mean, WithinRel(1 / std::sqrt(shape), 0.04));
  }
}

TEST_CASE("the same seed gives the same arrivals, another one others", "[load]") {
  const auto a = first(*make_rate(5, 5, 1s, {1}, 1), 100),
             b = first(*make_rate(5, 5, 1s, {1}, 1), 100);
  CHECK(a == b);
  CHECK(a != first(*make_rate(5, 5, 1s, {1}, 2), 100));
}

TEST_CASE("bursts come whole, once or again and again", "[load]") {
  CHECK(first(*make_bursts(3, 0s), 10) == std::vector<double>{0, 0, 0});
  CHECK(first(*make_bursts(2, 5s), 5) == std::vector<double>{0, 0, 5, 5, 10});
}

TEST_CASE("lengths are drawn as asked", "[load]") {
  random_stream random(1, "test", "lengths");
  const auto mean_of = [&](const char* text) {
    const auto d = parse_lengths(text, "--x").value();
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) sum += static_cast<double>(d.draw(random));
    CHECK_THAT(sum / 20'000, WithinRel(d.mean(), 0.02));
    return d;
  };
  CHECK(mean_of("512").draw(random) == 512);
  mean_of("normal:512,64");
  mean_of("lognormal:512,0.5");
  const auto uniform = mean_of("uniform:100-200");
  std::int64_t least = 1000, most = 0;
  for (int i = 0; i < 5'000; ++i) {
    const auto v = uniform.draw(random);
    least = std::min(least, v);
    most = std::max(most, v);
  }
  CHECK(least == 100);
  CHECK(most == 200);
  for (const char* wrong : {"", "0", "-1", "1.5", "x", "uniform:5", "uniform:9-3", "normal:5",
                            "normal:5,-1", "lognormal:0,1", "2000000", "gauss:1,2", "1e400"}) {
    INFO(wrong);
    const auto parsed = parse_lengths(wrong, "--input-tokens");
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().message.find("--input-tokens") == 0);
  }
}
