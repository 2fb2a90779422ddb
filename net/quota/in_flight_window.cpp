#include "net/quota/in_flight_window.hpp"

#include <algorithm>

namespace parley::quota {

void in_flight_window::set_limit(int limit) {
  const bool was_open = width_ >= limit_;
  limit_ = std::max(1, limit);
  width_ = was_open ? limit_ : std::min<double>(width_, limit_);
}

bool in_flight_window::on_overload(std::uint64_t generation) {
  clean_ = 0;
  if (generation != generation_) return false;
  ++generation_;
  width_ = std::max(1.0, width_ * 0.75);
  return true;
}

void in_flight_window::on_clean(int in_flight) {
  if (width_ >= limit_) return;
  if (in_flight < 0.8 * width_) return;  // an unused window proves nothing
  if (++clean_ < width()) return;
  clean_ = 0;
  width_ = std::min<double>(limit_, width_ + std::max(1.0, 0.02 * width_));
}

}  // namespace parley::quota
