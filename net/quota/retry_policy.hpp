// Whether and when a failed call is sent again. Pure; one for the whole run.
// Must not know: queues, sockets, other calls (except through the shared budget).
#pragma once

#include "base/clock.hpp"
#include "base/random_stream.hpp"
#include "config/settings.hpp"
#include "net/wire/provider_error.hpp"

namespace parley::quota {

/// gRPC A6's retry throttle: a failure costs 1, a success gives back 0.1; retries are prompt while
/// more than half of the budget is left. Below that gRPC drops them; here they wait the longest
/// delay, so that they cannot feed an outage and yet an outage loses no call.
class retry_budget {
 public:
  explicit retry_budget(double most) : most_(most), left_(most) {}
  void on_success() { left_ = left_ + 0.1 < most_ ? left_ + 0.1 : most_; }
  void on_failure() { left_ = left_ > 1 ? left_ - 1 : 0; }
  bool allows() const { return left_ > most_ / 2; }
  double left() const { return left_; }

 private:
  double most_;
  double left_;
};

struct retry_decision {
  enum class kind : std::uint8_t { give_up, requeue, retry };
  kind what = kind::give_up;
  time_point not_before{};  ///< for requeue and retry
  std::string_view why;     ///< for give_up: a clause for the message; may be empty
};

class retry_policy {
 public:
  retry_policy(const retry_settings& settings, std::uint64_t seed);

  /// `attempts` counts those already made for reasons other than quota, this one included.
  /// - A quota 429 before any text is a scheduling fact: requeue, no attempt and no budget spent.
  /// - Transport failures, overload and 5xx are retried with full jitter, U(0, min(cap, base*2^n)),
  ///   or after Retry-After * (1 + U(0, 0.2)), while attempts last.
  /// - The provider's x-should-retry wins over the status, except for fatal failures.
  /// - Never when the wait would end at or after the deadline.
  retry_decision on_failure(const wire::provider_error& error, int attempts, time_point now,
                            time_point deadline);
  void on_success() { budget_.on_success(); }

  double budget_left() const { return budget_.left(); }

 private:
  duration jittered(duration retry_after);
  duration backoff(int attempts);
  duration jitter_within(duration most);
  duration wait_before_retry(const wire::error_facts& facts, int attempts);

  retry_settings settings_;
  retry_budget budget_;
  random_stream random_;
};

/// Authentication and an exhausted balance: nothing that is sent afterwards can succeed.
bool is_fatal(failure_code code);

}  // namespace parley::quota
