// The one door to a model: a request and a deadline in, a complete reply or a typed failure out.
// Must not know: HTTP, any particular provider.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/chat.hpp"
#include "base/clock.hpp"
#include "base/errors.hpp"
#include "net/call_result.hpp"

namespace parley {

/// What binds a model's calls right now.
/// `latency`: nobody waits, the replies in flight are all there is to wait for; `window`: as many
/// calls are in flight as may be (or a way back after a storm is being taken slowly).
enum class binding : std::uint8_t { nothing, requests, tokens, window, paused, latency };
std::string_view to_string(binding what);

/// Live state of one model's quota, for the progress display and the report.
struct model_state {
  std::string model;
  int in_flight = 0;
  int waiting = 0;
  binding binds = binding::nothing;
  std::int64_t calls = 0;         ///< complete replies
  std::int64_t failures = 0;      ///< calls that failed for good
  std::int64_t attempts = 0;      ///< requests that were sent
  std::int64_t rate_limited = 0;  ///< 429s met
  std::int64_t retries = 0;       ///< attempts after a failure other than a quota 429
  token_usage usage;
  /// What the provider told of its own limits, a minute; 0: nothing yet. A burst: what may be spent
  /// at once, as learnt; 0: not known.
  std::int64_t told_requests = 0, told_tokens = 0;
  double request_burst = 0, token_burst = 0;
};

class call_attempts;  // net/call_attempts.hpp

/// A request on its way through the layers: nobody changes it, so all of them hold the same one.
/// What a request weighs is its text; copies of it in every waiting coroutine would be the second.
class shared_request {
 public:
  shared_request(chat_request request)
      : request_(std::make_shared<const chat_request>(std::move(request))) {}
  const chat_request& operator*() const { return *request_; }
  const chat_request* operator->() const { return request_.get(); }

  /// The same, with somebody who allows and counts further requests for this call; `tries` outlives
  /// the call. nullptr: nobody counts.
  shared_request with(call_attempts& tries) const {
    shared_request out = *this;
    out.attempts_ = &tries;
    return out;
  }
  call_attempts* attempts() const { return attempts_; }

 private:
  std::shared_ptr<const chat_request> request_;
  call_attempts* attempts_ = nullptr;
};

/// Sends calls. Never throws except on cancellation; retries, quota waits and connection reuse are
/// inside. One thread. A call that is cancelled closes its connection.
class provider {
 public:
  provider() = default;
  provider(const provider&) = delete;
  provider& operator=(const provider&) = delete;
  virtual ~provider() = default;

  /// Errors: as failure_code from connect_failed to cut_short, plus deadline_exceeded.
  /// A reply that ended at max_output_tokens is a reply (finish == length), not a failure.
  virtual asio::awaitable<call_result> complete(shared_request request, time_point deadline) = 0;

  virtual std::vector<model_state> states() const = 0;

  /// While held, nothing more is sent; what is in flight ends. The deadlines of calls that wait
  /// move by the time that they were held.
  virtual void hold(bool held) { (void)held; }
};

}  // namespace parley
