// A test that goes on with more measurements of the same units.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "base/random_stream.hpp"
#include "engine/truth/confidence_sequence.hpp"
#include "engine/truth/paired.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;

namespace {

constexpr std::size_t units = 24;
constexpr int measurements = 5;

/// Units differ by 0.5, each measurement of one by 1: what more measurements help against.
struct measured {
  std::vector<double> sums = std::vector<double>(units);
  std::vector<random_stream> noise;
  std::vector<double> own;
  measured(double mean, std::uint64_t world) {
    for (std::size_t i = 0; i < units; ++i) {
      noise.emplace_back(world, std::to_string(i), "measurement");
      own.push_back(mean + 0.5 * noise.back().normal());
    }
  }
  /// Means of the first `count` units over one more measurement each than before.
  std::vector<double> again(std::size_t count, int times) {
    std::vector<double> out;
    for (std::size_t i = 0; i < count; ++i) {
      sums[i] += own[i] + noise[i].normal();
      out.push_back(sums[i] / times);
    }
    return out;
  }
};

/// Thirds of the units, then all of them again and again; returns the smallest p.
double smallest_p(double mean, std::uint64_t world, bool& peeked) {
  measured what(mean, world);
  running_test test;
  const auto once = what.again(units, 1);
  effect all;
  for (const std::size_t n : {units / 3, 2 * units / 3, units}) {
    all = paired_effect(independent_differences(std::span(once).first(n)), 0.95);
    test.look(n, all.mean, all.standard_error);
    peeked = peeked || *all.low > 0 || *all.high < 0;
  }
  for (int k = 2; k <= measurements; ++k) {
    const effect e = paired_effect(independent_differences(what.again(units, k)), 0.95);
    const double ratio = all.standard_error / e.standard_error;
    test.look(units, e.mean, e.standard_error, std::max(1.0, ratio * ratio));
    peeked = peeked || *e.low > 0 || *e.high < 0;
  }
  return test.p();
}

}  // namespace

TEST_CASE("measuring the same units again keeps the error, and finds what one time does not") {
  constexpr int worlds = 2000;
  int wrong = 0, peeking = 0, found = 0, found_once = 0;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    bool peeked = false, unused = false;
    wrong += smallest_p(0, w, peeked) <= 0.05;
    peeking += peeked;
    found += smallest_p(0.6, 50'000 + w, unused) <= 0.05;
    measured what(0.6, 50'000 + w);
    const effect once = paired_effect(independent_differences(what.again(units, 1)), 0.95);
    running_test test;
    test.look(units, once.mean, once.standard_error);
    found_once += test.p() <= 0.05;
  }
  CHECK(wrong <= 0.05 * worlds);
  CHECK(peeking > 0.1 * worlds);  // what as many looks do to an ordinary interval
  CHECK(found > found_once + 0.2 * worlds);
}

TEST_CASE("the z that is needed is where p is what was asked for") {
  for (const sides which : {sides::both, sides::greater})
    for (const double information : {1.0, 2.5}) {
      running_test test(which);
      test.look(30, 0, 1, information);
      const double z = test.needed_z(0.02);
      running_test there(which);
      there.look(30, z, 1, information);
      CHECK_THAT(there.p(), WithinAbs(0.02, 1e-9));
    }
}
