#include "sim/service/sliding_windows.hpp"

#include <algorithm>

namespace parley::sim::service {

void sliding_windows::add(time_point when, std::int64_t requests, std::int64_t tokens) {
  std::int64_t tick_now = when.time_since_epoch() / tick;
  if (!ticks_.empty()) tick_now = std::max(tick_now, ticks_.back().tick);
  if (ticks_.empty() || ticks_.back().tick != tick_now) ticks_.push_back({tick_now, {}});
  ticks_.back().sum.requests += requests;
  ticks_.back().sum.tokens += tokens;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    now_[i].requests += requests;
    now_[i].tokens += tokens;
    const std::int64_t oldest = tick_now - lengths[i] / tick;
    for (; ticks_[static_cast<std::size_t>(first_[i] - dropped_)].tick < oldest; ++first_[i]) {
      const granted_sum& gone = ticks_[static_cast<std::size_t>(first_[i] - dropped_)].sum;
      now_[i].requests -= gone.requests;
      now_[i].tokens -= gone.tokens;
    }
    worst_[i].requests = std::max(worst_[i].requests, now_[i].requests);
    worst_[i].tokens = std::max(worst_[i].tokens, now_[i].tokens);
  }
  for (; dropped_ < first_.back(); ++dropped_) ticks_.pop_front();
}

}  // namespace parley::sim::service
