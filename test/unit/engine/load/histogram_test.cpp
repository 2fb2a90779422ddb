#include "engine/load/histogram.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "base/random_stream.hpp"
#include "engine/load/hdr_log.hpp"

using namespace parley;
using namespace parley::load;
using Catch::Matchers::WithinRel;

TEST_CASE("every value lies in its cell, and cells are at most a thousandth wide", "[load]") {
  random_stream random(1, "test", "cells");
  std::vector<std::int64_t> values{0, 1, 2047, 2048, 2049, 4095, 4096, histogram::most};
  for (int i = 0; i < 20'000; ++i)
    values.push_back(static_cast<std::int64_t>(random.next() >> (23 + random.below(41))));
  for (const std::int64_t v : values) {
    const auto index = histogram::index_of(v);
    REQUIRE(histogram::lowest_in(index) <= v);
    REQUIRE(v <= histogram::highest_in(index));
    REQUIRE(histogram::highest_in(index) - histogram::lowest_in(index) <= v / 1000);
    if (index > 0) REQUIRE(histogram::highest_in(index - 1) + 1 == histogram::lowest_in(index));
  }
}

TEST_CASE("quantiles are those of the sorted values, within a thousandth", "[load]") {
  random_stream random(2, "test", "quantiles");
  histogram h;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 10'000; ++i) {
    values.push_back(static_cast<std::int64_t>(random.log_normal(80'000, 1.2)));
    h.record(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double p : {0.0001, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::llround(std::ceil(p * 10'000 - 1e-6)));
    CHECK_THAT(static_cast<double>(h.quantile(p)),
               WithinRel(static_cast<double>(values[rank - 1]), 0.001));
  }
  double sum = 0;
  for (const auto v : values) sum += static_cast<double>(v);
  CHECK_THAT(h.mean(), WithinRel(sum / 10'000, 1e-12));
  CHECK(h.max() == values.back());
  CHECK(h.min() == values.front());
  CHECK(h.quantile(1) == values.back());
}

TEST_CASE("a histogram of parts is the merged histograms of the parts, in any order", "[load]") {
  random_stream random(3, "test", "merge");
  histogram all, a, b;
  for (int i = 0; i < 5'000; ++i) {
    const auto v = static_cast<std::int64_t>(random.exponential(20'000));
    all.record(v);
    (random.chance(0.3) ? a : b).record(v);
  }
  histogram ab = a, ba = b;
  ab.merge(b);
  ba.merge(a);
  CHECK(ab.cells() == all.cells());
  CHECK(ba.cells() == all.cells());
  CHECK(ab.count() == 5'000);
  CHECK_THAT(ab.deviation(), WithinRel(all.deviation(), 1e-9));
  CHECK(ab.quantile(0.99) == all.quantile(0.99));
  const auto again =
      histogram::from_cells(all.cells(), all.sum(), all.sum_of_squares(), all.min(), all.max());
  CHECK(again.cells() == all.cells());
  CHECK(again.quantile(0.5) == all.quantile(0.5));
  CHECK(again.mean() == all.mean());
}

TEST_CASE("an empty histogram and values out of range are harmless", "[load]") {
  histogram h;
  CHECK(h.quantile(0.99) == 0);
  CHECK(h.mean() == 0);
  CHECK(h.deviation() == 0);
  CHECK(h.cells().empty());
  h.record(-5);
  h.record(INT64_MAX, 2);
  CHECK(h.min() == 0);
  CHECK(h.max() == histogram::most);
  CHECK(h.count() == 3);
  CHECK(h.count_up_to(0) == 1);
  h.clear();
  CHECK(h.count() == 0);
  CHECK(h.max() == 0);
}

TEST_CASE("the log line is what HdrHistogram's own tools read", "[load]") {
  // Decoded by hdr-histogram-js 3.0: 1 x 5, 3 x 1000, 2 x 100000; see docs/load_testing.md.
  histogram h;
  h.record(5);
  h.record(1000, 3);
  h.record(100'000, 2);
  const std::string line = hdr_log_text({"e2e@rate 50, x", 1.5, 10, &h});
  CHECK(line.starts_with("Tag=e2e@rate_50__x,1.500,10.000,0.100,HISTFAAA"));
  CHECK(line.ends_with("\n"));
  CHECK(hdr_log_head(12.5).starts_with("#[Histogram log format version 1.3]\n"));
}
