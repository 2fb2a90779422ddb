// A bucket that refills continuously: level, capacity, rate. Lazy: nothing runs in between.
// Must not know: what a token is.
#pragma once

#include "base/clock.hpp"

namespace parley::quota {

/// Level may go below zero (a debt, when a cost turned out higher). Times never go back.
class token_bucket {
 public:
  token_bucket() = default;
  /// `capacity` > 0, `rate` tokens a second > 0; starts at `level`.
  token_bucket(double capacity, double rate, double level, time_point now)
      : capacity_(capacity), rate_(rate), level_(level), as_of_(now) {}

  double capacity() const { return capacity_; }
  double rate() const { return rate_; }
  double level(time_point now) const;

  void add(double amount, time_point now);  ///< negative: spends; never above the capacity
  void set_level(double level, time_point now);
  void set_shape(double capacity, double rate, time_point now);  ///< keeps the level, capped

  /// The first time at which the level is `wanted` (capped at the capacity) or more. Exact to the
  /// nanosecond upwards: at that time holds() is true.
  time_point when(double wanted, time_point now) const;
  bool holds(double wanted, time_point now) const;

 private:
  double capacity_ = 1;
  double rate_ = 1;
  double level_ = 1;
  time_point as_of_{};
};

}  // namespace parley::quota
