// The service's rate limits: per key and model, a bucket of requests and one of tokens that refill
// continuously, and from which another client of the same account may take its share. Pure: it is
// told the time.
// Must not know: HTTP, JSON, where the token counts come from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"

namespace parley::sim::service {

/// What another client of the same account takes out of the buckets: `share` of the limit on
/// average, in the first `duty` part of every period. It never takes what is not there.
struct foreign_load {
  double share = 0;            ///< 0..0.95 of requests and of tokens a minute
  double period_seconds = 10;  ///< 0.1..3600
  double duty = 1;             ///< 0.01..1; 1: steadily

  bool operator==(const foreign_load&) const = default;
};

/// What one model allows a key. 0: unlimited.
struct quota_policy {
  std::int64_t requests_per_minute = 0;
  std::int64_t tokens_per_minute = 0;
  /// Of refill that a full bucket holds, 0.1..3600. The service's headers read as if it were 60,
  /// its help pages say that limits may be enforced over a second: the truth is below 60.
  double burst_seconds = 10;
  bool refund = true;         ///< settlement gives back what was reserved and not used
  bool count_refused = true;  ///< a call refused for tokens still costs a request, as the API says
  bool show_limits = true;    ///< x-ratelimit headers on replies
  foreign_load foreign;

  bool operator==(const quota_policy&) const = default;
};

/// Live state of a bucket pair, as the x-ratelimit headers show it.
struct quota_state {
  std::int64_t limit_requests = 0, remaining_requests = 0;
  duration reset_requests{0};  ///< until completely full
  std::int64_t limit_tokens = 0, remaining_tokens = 0;
  duration reset_tokens{0};
};

enum class quota_verdict { granted, no_requests, no_tokens, too_large };

struct quota_decision {
  quota_verdict verdict = quota_verdict::granted;
  std::int64_t charged = 0;          ///< tokens reserved
  std::int64_t used = 0;             ///< of the bucket that refused, before this call
  duration wait{0};                  ///< until the same call would be granted, if nobody else asks
  std::optional<quota_state> state;  ///< nothing: unlimited
};

inline constexpr std::size_t max_quota_buckets = 4'096;  ///< more keys share one pair a model

class quota_ledger {
 public:
  explicit quota_ledger(quota_policy everywhere) : everywhere_(everywhere) {}

  /// From now on; buckets of the model start full.
  void set_policy(const std::string& model, quota_policy policy);
  void set_policy_everywhere(quota_policy policy);
  const quota_policy& policy_for(std::string_view model) const;

  /// Reserves one request and `tokens` (input estimate + max_output_tokens), or says what is short.
  /// A call larger than the whole bucket but within a minute's limit waits for a full bucket.
  quota_decision admit(std::string_view key, std::string_view model, std::int64_t tokens,
                       time_point now);
  /// The call ended: it really used `actual` tokens of the `charged` ones. Returns what came back
  /// to the bucket; below 0: what it took on top.
  std::int64_t settle(std::string_view key, std::string_view model, std::int64_t charged,
                      std::int64_t actual, time_point now);
  std::optional<quota_state> state(std::string_view key, std::string_view model, time_point now);

  /// What the other client took of this pair so far, up to the last call about it.
  struct foreign_use {
    double requests = 0, tokens = 0;
  };
  foreign_use taken_by_others(std::string_view key, std::string_view model) const;

 private:
  struct level {
    double value = 0;  // may be below 0 after a settlement or an oversized call
    double taken = 0;  // by the other client
    void refill(double per_second, double capacity, double seconds, double foreign_per_second);
  };
  struct bucket_pair {
    level requests, tokens;
    time_point updated;
    void advance(const quota_policy& policy, time_point begun, time_point now);
  };
  using bucket_key = std::pair<std::string, std::string>;

  bucket_pair& at(std::string_view key, std::string_view model, const quota_policy& policy,
                  time_point now);
  static quota_state state_of(const bucket_pair& pair, const quota_policy& policy);

  time_point begun_{};  // the other client's periods count from here
  quota_policy everywhere_;
  std::map<std::string, quota_policy, std::less<>> by_model_;
  std::map<bucket_key, bucket_pair> buckets_;
};

/// Go-like: "6ms", "1.5s", "6m0s".
std::string duration_text(duration value);

}  // namespace parley::sim::service
