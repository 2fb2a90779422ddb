// The exact length of the best preemptive schedule of one machine with release times and tails.
// Must not know: what the jobs are.
#pragma once

#include <vector>

namespace parley {

/// A piece of work: it can begin at `head`, keeps the machine for `work`, and `tail` must pass
/// after it before all is over. Seconds, >= 0.
struct tailed_job {
  double head = 0;
  double work = 0;
  double tail = 0;
};

/// The makespan of Jackson's preemptive schedule, which always serves the available job with the
/// longest tail. It equals the largest, over all sets S of jobs, of
///   least head in S + all work in S + least tail in S
/// (Carlier 1982), and so it is a lower bound for every way to share the machine. 0 without jobs.
/// Takes O(n log n).
double preemptive_makespan(std::vector<tailed_job> jobs);

}  // namespace parley
