#include "net/quota/in_flight_window.hpp"

#include <algorithm>

namespace parley::quota {
namespace {

constexpr double cut = 0.75;
constexpr std::chrono::seconds apart(1);  // cuts
constexpr std::chrono::seconds calm(10);  // without a cut: what came before it is over

}  // namespace

void in_flight_window::set_limit(int limit) {
  const bool was_automatic = limit_ == automatic_limit;
  const bool was_open = width_ >= limit_ || was_automatic;
  limit_ = limit <= 0 ? automatic_limit : limit;
  if (limit <= 0)
    width_ = std::max<double>(width_, starting_ ? automatic_start : 1);
  else if (was_open && starting_)
    width_ = limit_;
  else
    width_ = was_open ? limit_ : width_;
  width_ = std::min<double>(width_, limit_);
}

bool in_flight_window::on_overload(std::uint64_t generation, time_point now) {
  clean_ = 0;
  if (generation != generation_ || now < last_cut_ + apart) return false;
  if (now > last_cut_ + calm) before_cuts_ = width_;
  last_cut_ = now;
  ++generation_;
  starting_ = false;
  width_ = std::max(1.0, width_ * cut);
  return true;
}

void in_flight_window::on_outage_over() {
  clean_ = 0;
  width_ = std::min<double>(limit_, std::max(width_, before_cuts_ * cut));
}

void in_flight_window::on_first_token(int in_flight) {
  if (starting_ && is_used(in_flight)) width_ = std::min<double>(limit_, width_ + 1);
}

void in_flight_window::on_clean(int in_flight, time_point now) {
  if (width_ >= limit_ || starting_) return;
  if (!is_used(in_flight)) return;  // an unused window proves nothing
  const double known_good = std::min<double>(limit_, before_cuts_ * cut);
  if (width_ < known_good && now > last_cut_ + calm) {
    width_ = std::min(known_good, width_ + 1);
    clean_ = 0;
    return;
  }
  if (++clean_ < width()) return;
  clean_ = 0;
  width_ = std::min<double>(limit_, width_ + std::max(1.0, 0.02 * width_));
}

}  // namespace parley::quota
