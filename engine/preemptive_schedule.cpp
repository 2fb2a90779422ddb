#include "engine/preemptive_schedule.hpp"

#include <algorithm>
#include <limits>
#include <queue>

namespace parley {

double preemptive_makespan(std::vector<tailed_job> jobs) {
  std::sort(jobs.begin(), jobs.end(),
            [](const tailed_job& a, const tailed_job& b) { return a.head < b.head; });
  const auto shorter_tail = [](const tailed_job& a, const tailed_job& b) {
    return a.tail < b.tail;
  };
  std::priority_queue<tailed_job, std::vector<tailed_job>, decltype(shorter_tail)> available(
      shorter_tail);
  double now = 0, longest = 0;
  for (std::size_t next = 0; next < jobs.size() || !available.empty();) {
    if (available.empty()) now = std::max(now, jobs[next].head);
    while (next < jobs.size() && jobs[next].head <= now) available.push(jobs[next++]);
    const double until =
        next < jobs.size() ? jobs[next].head : std::numeric_limits<double>::infinity();
    tailed_job best = available.top();
    available.pop();
    if (now + best.work <= until) {
      now += best.work;
      longest = std::max(longest, now + best.tail);
    } else {
      best.work -= until - now;  // one with a longer tail may come in
      now = until;
      available.push(best);
    }
  }
  return longest;
}

}  // namespace parley
