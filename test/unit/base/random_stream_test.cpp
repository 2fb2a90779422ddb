#include "base/random_stream.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

using namespace parley;

TEST_CASE("a stream depends only on its key") {
  random_stream a(7, "C0001", "reply", 2), b(7, "C0001", "reply", 2);
  for (int i = 0; i < 100; ++i) CHECK(a.next() == b.next());
  const std::array<random_stream, 4> others = {
      random_stream(8, "C0001", "reply", 2), random_stream(7, "C0002", "reply", 2),
      random_stream(7, "C0001", "silence", 2), random_stream(7, "C0001", "reply", 3)};
  std::set<std::uint64_t> firsts;
  for (random_stream other : others) firsts.insert(other.next());
  firsts.insert(random_stream(7, "C0001", "reply", 2).next());
  CHECK(firsts.size() == 5);
}

TEST_CASE("key parts cannot be confused with one another") {
  CHECK(random_stream(1, "ab", "c").next() != random_stream(1, "a", "bc").next());
}

TEST_CASE("the values never change: files of earlier runs must replay") {
  random_stream stream(42, "customer", "purpose", 1);
  const std::uint64_t first = stream.next();
  CHECK(first == random_stream(42, "customer", "purpose", 1).next());
  CHECK(stable_hash("parley") == 0xb9454f145d15a56aull);
}

TEST_CASE("distributions have the moments they promise") {
  random_stream stream(3, "moments", "test");
  const int n = 40'000;
  const auto mean_and_sd = [&](auto draw) {
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double x = draw();
      sum += x;
      squares += x * x;
    }
    const double mean = sum / n;
    return std::pair(mean, std::sqrt(squares / n - mean * mean));
  };
  const auto near = [](double value, double want, double tolerance) {
    return std::abs(value - want) < tolerance;
  };
  auto [um, us] = mean_and_sd([&] { return stream.uniform(); });
  CHECK(near(um, 0.5, 0.01));
  CHECK(near(us, std::sqrt(1.0 / 12), 0.01));
  auto [nm, ns] = mean_and_sd([&] { return stream.normal(2, 3); });
  CHECK(near(nm, 2, 0.08));
  CHECK(near(ns, 3, 0.08));
  auto [pm, ps] = mean_and_sd([&] { return static_cast<double>(stream.poisson(2.0)); });
  CHECK(near(pm, 2, 0.05));
  CHECK(near(ps, std::sqrt(2.0), 0.05));
  auto [em, es] = mean_and_sd([&] { return stream.exponential(4); });
  CHECK(near(em, 4, 0.12));
  CHECK(near(es, 4, 0.2));
  auto [lm, ls] = mean_and_sd([&] { return std::log(stream.log_normal(5, 0.5)); });
  CHECK(near(lm, std::log(5.0), 0.02));
  CHECK(near(ls, 0.5, 0.02));
}

TEST_CASE("below() is unbiased and stays in range") {
  random_stream stream(5, "below", "test");
  std::array<int, 7> counts{};
  for (int i = 0; i < 70'000; ++i) ++counts[stream.below(7)];
  for (int count : counts) CHECK(std::abs(count - 10'000) < 500);
  CHECK(stream.below(1) == 0);
}

TEST_CASE("shuffle is a permutation and the same for the same stream") {
  std::vector<int> a(52), b(52);
  std::iota(a.begin(), a.end(), 0);
  b = a;
  random_stream first(9, "x", "shuffle"), second(9, "x", "shuffle");
  shuffle(a, first);
  shuffle(b, second);
  CHECK(a == b);
  CHECK(std::set<int>(a.begin(), a.end()).size() == 52);
  std::vector<int> sorted(52);
  std::iota(sorted.begin(), sorted.end(), 0);
  CHECK(a != sorted);
}
