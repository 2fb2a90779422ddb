#include "engine/preemptive_schedule.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>

#include "base/random_stream.hpp"

using namespace parley;
using Catch::Matchers::WithinAbs;

namespace {

// By definition: the largest over all sets of jobs of least head + all work + least tail.
double over_all_sets(const std::vector<tailed_job>& jobs) {
  double largest = 0;
  for (unsigned set = 1; set < (1u << jobs.size()); ++set) {
    double head = std::numeric_limits<double>::infinity(), work = 0, tail = head;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (!(set >> i & 1u)) continue;
      head = std::min(head, jobs[i].head);
      work += jobs[i].work;
      tail = std::min(tail, jobs[i].tail);
    }
    largest = std::max(largest, head + work + tail);
  }
  return largest;
}

}  // namespace

TEST_CASE("without jobs there is nothing to wait for") {
  CHECK(preemptive_makespan({}) == 0);
}

TEST_CASE("a job that comes late interrupts one with a shorter tail") {
  CHECK_THAT(preemptive_makespan({{0, 10, 0}, {2, 1, 9}}), WithinAbs(12, 1e-12));
}

TEST_CASE("the schedule is as long as the worst set of jobs demands") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    random_stream random(seed, "jobs", "draw");
    std::vector<tailed_job> jobs(1 + random.below(8));
    for (tailed_job& job : jobs)
      job = {random.uniform(0, 10), random.uniform(0, 4), random.uniform(0, 10)};
    INFO("seed " << seed);
    CHECK_THAT(preemptive_makespan(jobs), WithinAbs(over_all_sets(jobs), 1e-9));
  }
}
