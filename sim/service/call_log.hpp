// What the service granted, refused and broke, and when: an account of its own, kept apart from the
// buckets, by which clients are judged. Bounded memory.
// Must not know: the buckets' arithmetic, HTTP.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sim/service/sliding_windows.hpp"

namespace parley::sim::service {

enum class call_event { granted, refused_requests, refused_tokens, too_large, batched, fault };
std::string_view to_string(call_event event);

inline constexpr std::size_t max_log_events = 20'000;  ///< the oldest are dropped
inline constexpr std::size_t max_log_models = 512;     ///< key and model pairs counted apart
inline constexpr std::size_t max_log_roles = 16;       ///< of one pair; more are counted together

/// How many things are open: now, at most, and ever.
struct open_count {
  std::int64_t now = 0, peak = 0, total = 0;
  void enter() {
    ++total;
    peak = std::max(peak, ++now);
  }
  void leave() { --now; }
};

/// What the ledger shows and does not count itself.
struct ledger_surroundings {
  open_count connections;
  /// Requests and tokens that the simulated other client took of a pair's buckets.
  std::function<std::pair<double, double>(std::string_view key, std::string_view model)> foreign;
};

class call_log {
 public:
  explicit call_log(time_point start) : start_(start) {}

  struct entry {
    call_event event = call_event::granted;
    std::string model, role, detail;  ///< detail: of a fault, its kind
    std::int64_t tokens = 0;          ///< charged or asked for
    std::string call;                 ///< the client's name for it, from the metadata
    std::string request_id;           ///< what the reply says as x-request-id
    std::string client_request_id;    ///< what the request said as X-Client-Request-Id
  };
  void record(std::string_view key, entry what, time_point when);
  /// A granted call ended with these real counts.
  void record_usage(std::string_view key, std::string_view model, std::int64_t input,
                    std::int64_t cached, std::int64_t output);
  /// Reserved tokens came back to the bucket when the call ended; below 0: it took more.
  void record_returned(std::string_view key, std::string_view model, std::int64_t tokens,
                       time_point when);
  /// A granted call begins and ends; between the two it is in flight.
  void enter() { in_flight_.enter(); }
  void leave() { in_flight_.leave(); }
  /// Forgets all but what is in flight.
  void clear(time_point start);

  /// One JSON object: totals, faults, one entry a key and model, the latest events.
  std::string to_json(time_point now, std::size_t most_events,
                      const ledger_surroundings& around = {}) const;

 private:
  struct role_account {
    std::int64_t granted = 0, refused = 0, tokens = 0;
  };
  struct account {
    std::array<std::int64_t, 6> counts{};  // by call_event
    std::int64_t charged = 0, input = 0, cached = 0, output = 0, finished = 0;
    sliding_windows windows;
    sliding_windows net;  // tokens charged less those that came back
    std::map<std::string, role_account, std::less<>> roles;
  };
  struct dated_entry {
    time_point when;
    entry what;
  };
  account& account_of(std::string_view key, std::string_view model);
  static void count_role(account& owner, const entry& what);

  time_point start_;
  open_count in_flight_;
  std::map<std::pair<std::string, std::string>, account> accounts_;
  std::map<std::string, std::int64_t> faults_;
  std::deque<dated_entry> events_;
  std::int64_t dropped_ = 0;
};

}  // namespace parley::sim::service
