#include "net/quota/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

// Levels are sums of many roundings: what misses the mark by less than this has reached it.
constexpr double tolerance = 1e-6;

double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

double token_bucket::level(time_point now) const {
  const double refilled = level_ + std::max(0.0, seconds(now - as_of_)) * rate_;
  return std::min(capacity_, refilled);
}

void token_bucket::add(double amount, time_point now) {
  set_level(level(now) + amount, now);
}

void token_bucket::set_level(double level, time_point now) {
  level_ = std::min(capacity_, level);
  as_of_ = std::max(as_of_, now);
}

void token_bucket::set_shape(double capacity, double rate, time_point now) {
  const double current = level(now);
  capacity_ = capacity;
  rate_ = rate;
  set_level(current, now);
}

bool token_bucket::holds(double wanted, time_point now) const {
  return level(now) + tolerance >= std::min(wanted, capacity_);
}

time_point token_bucket::when(double wanted, time_point now) const {
  if (holds(wanted, now)) return now;
  const double missing = std::min(wanted, capacity_) - level(now);
  constexpr double longest_s = 3600.0 * 24 * 365;
  const double wait = std::min(missing / rate_, longest_s);
  return now + std::chrono::nanoseconds(static_cast<std::int64_t>(std::ceil(wait * 1e9)));
}

}  // namespace parley::quota
