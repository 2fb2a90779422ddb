// Lines of waiting calls and a call's place in one: the RAII half of the provider's shell.
// Must not know: HTTP, wire formats.
#pragma once

#include "net/call_attempts.hpp"
#include "net/openai_calls.hpp"
#include "net/wire/error_envelope.hpp"

namespace parley {

/// What a waiting call is told.
enum class turn : std::uint8_t { not_yet, come, late, stopped };

struct openai_calls::line {
  line(const std::string& name, const model_limits& limits, const quota_settings& how,
       time_point now)
      : model(name),
        governor(name, limits, quota::make_admission_order(how.order), now, how.share) {}

  void wake(quota::call_id id, turn told);
  void wake_all(turn told);

  std::string model;
  quota::model_governor governor;
  std::map<quota::call_id, ticket*> waiting;
};

class openai_calls::ticket {
 public:
  ticket(openai_calls& owner, line& place, const sized_request& asked, time_point deadline);
  ticket(const ticket&) = delete;
  ticket& operator=(const ticket&) = delete;
  /// Frees the place, the window and whatever was reserved; lets the next ones go.
  ~ticket();

  /// After a failed attempt: back into the line, at the old place.
  void wait_again(time_point not_before, bool counts_as_retry);

  line& where;
  quota::call_id id;
  quota::call_shape shape;
  wait_list gate;
  turn called = turn::not_yet;
  int sent = 0;          ///< requests, the one in flight included
  call_attempts* watch;  ///< who allows and counts them; may be nullptr
  int number = 1;        ///< of the request that is in line or in flight, for `watch`

 private:
  openai_calls& owner_;
};

struct openai_calls::attempt {
  wire::wire_result<chat_reply> reply;
  wire::rate_headers limits;
};

}  // namespace parley
