// What the service granted, refused and broke, and when: an account of its own, kept apart from the
// buckets, by which clients are judged. Bounded memory.
// Must not know: the buckets' arithmetic, HTTP.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace parley::sim::service {

enum class call_event { granted, refused_requests, refused_tokens, too_large, batched, fault };
std::string_view to_string(call_event event);

/// Sums over any 60 seconds, in slots of 100 ms; the worst window seen so far.
class sliding_minute {
 public:
  static constexpr std::size_t slots = 600;
  void add(time_point when, std::int64_t requests, std::int64_t tokens);
  std::int64_t worst_requests() const { return worst_requests_; }
  std::int64_t worst_tokens() const { return worst_tokens_; }

 private:
  void advance(std::int64_t slot);
  struct sums {
    std::int64_t requests = 0, tokens = 0;
  };
  std::array<sums, slots> ring_{};
  std::int64_t current_ = -1;
  sums window_;
  std::int64_t worst_requests_ = 0, worst_tokens_ = 0;
};

inline constexpr std::size_t max_log_events = 20'000;  ///< the oldest are dropped
inline constexpr std::size_t max_log_models = 512;     ///< key and model pairs counted apart

class call_log {
 public:
  explicit call_log(time_point start) : start_(start) {}

  struct entry {
    call_event event = call_event::granted;
    std::string model, role, detail;  ///< detail: of a fault, its kind
    std::int64_t tokens = 0;          ///< charged or asked for
  };
  void record(std::string_view key, entry what, time_point when);
  /// A granted call ended with these real counts.
  void record_usage(std::string_view key, std::string_view model, std::int64_t input,
                    std::int64_t cached, std::int64_t output);
  void clear(time_point start);

  /// One JSON object: totals, faults, one entry a key and model, the latest events.
  std::string to_json(time_point now, std::size_t most_events) const;

 private:
  struct account {
    std::array<std::int64_t, 6> counts{};  // by call_event
    std::int64_t charged = 0, input = 0, cached = 0, output = 0, finished = 0;
    sliding_minute window;
  };
  struct dated_entry {
    time_point when;
    entry what;
  };
  account& account_of(std::string_view key, std::string_view model);

  time_point start_;
  std::map<std::pair<std::string, std::string>, account> accounts_;
  std::map<std::string, std::int64_t> faults_;
  std::deque<dated_entry> events_;
  std::int64_t dropped_ = 0;
};

}  // namespace parley::sim::service
