// When a load test has no point any more: a wrong key, an empty account, a server that is gone.
// Must not know: what is sent, who stops.
#pragma once

#include <deque>
#include <optional>

#include "engine/load/sample.hpp"

namespace parley::load {

struct stop_settings {
  duration give_up_after = std::chrono::seconds(5);  ///< without any success
  int least_failures = 8;                            ///< and so many failures since the last one
  double most_errors = 1;  ///< share of the last `recent` requests that may fail, 429s included
  std::size_t recent = 100;
};

/// Told of every outcome; says once why to stop. A full quota is load, not a reason. Refusals for
/// good (key, balance) stop at once; a dead server only after several seconds without a success,
/// because a server may come back; requests that are wrong in
/// themselves when the first eight were all refused; and when the user allowed no more errors.
class stop_rule {
 public:
  explicit stop_rule(stop_settings settings) : settings_(settings) {}

  struct verdict {
    bool refused = false;  ///< the target answers, but not to this client or these requests
    failure why;
    bool too_many_errors = false;  ///< more than the user allowed
  };
  std::optional<verdict> on_outcome(const failure& outcome, time_point now);
  void on_success(time_point now);
  void on_start(time_point now);

 private:
  stop_settings settings_;
  time_point last_success_{};
  int failures_ = 0;
  bool ever_ = false;
  void remember(bool failed);
  std::deque<bool> recent_;  ///< outcomes, true: failed
  std::size_t recent_failures_ = 0;
};

}  // namespace parley::load
