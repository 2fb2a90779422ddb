// The buckets of requests and tokens that a forecast's provider enforces, for one model. Pure.
// Must not know: calls, headers.
#pragma once

#include <algorithm>

#include "base/clock.hpp"
#include "engine/forecast/prior.hpp"

namespace parley::forecast {

/// Continuous refill up to `burst`; rate 0: no limit.
class bucket {
 public:
  bucket(double per_minute, double burst_seconds, time_point now)
      : rate_(per_minute / 60),
        burst_(std::max(rate_ * burst_seconds, 1.0)),
        level_(burst_),
        at_(now) {}

  bool limited() const { return rate_ > 0; }
  double per_minute() const { return rate_ * 60; }
  double left(time_point now) {
    const double passed = std::chrono::duration<double>(now - at_).count();
    level_ = std::min(burst_, level_ + rate_ * passed);
    at_ = now;
    return level_;
  }
  /// Seconds until `amount` fits; 0: now. What is larger than the bucket never fits: it is taken as
  /// a full one, so that a forecast ends.
  double wait_for(double amount, time_point now) {
    if (!limited()) return 0;
    return std::max(0.0, (std::min(amount, burst_) - left(now)) / rate_);
  }
  void take(double amount) { level_ -= amount; }
  void give_back(double amount) { level_ = std::min(burst_, level_ + amount); }

 private:
  double rate_, burst_, level_;
  time_point at_;
};

struct model_buckets {
  model_buckets(const service_limits& its, time_point now)
      : how(its),
        requests(its.requests_per_minute, its.burst_seconds, now),
        tokens(its.tokens_per_minute, its.burst_seconds, now) {}
  service_limits how;
  bucket requests, tokens;
};

}  // namespace parley::forecast
