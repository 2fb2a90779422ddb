// Requests and replies handed over by number instead of as bytes: for providers that are played in
// this process, behind the production governor, on whatever clock.
// Must not know: how a reply is drawn, rate limits, faults.
#pragma once

#include <map>
#include <memory>

#include "net/http/client.hpp"
#include "net/wire/codec.hpp"

namespace parley {

/// One thread. A request is known by its number from its encoding to the end of its exchange; its
/// sender keeps it that long. A retry sends the same number again.
class handed_calls {
 public:
  struct call {
    const chat_request* request;
    int room;  ///< max_output_tokens as it was sent
  };

  /// Number of a request, as the body that the codec writes.
  std::string put(const chat_request& request, int room);
  /// By value: the entry goes when the call is answered. Throws std::out_of_range on a number that
  /// is unknown or was answered.
  call asked(const std::string& number) const { return asked_.at(number); }
  std::optional<chat_reply> take_answer(std::string_view number);

  /// Plays the time of a reply and hands it over: a stream's head comes at `first`, its one event
  /// at `ready`; without a sink everything comes at `ready`. `out` has the reply's headers and when
  /// it was sent. Errors: timed_out when `ready` is after the deadline.
  asio::awaitable<result<http::exchange_result>> deliver(clock_source& clock, std::string number,
                                                         chat_reply reply,
                                                         http::exchange_result out,
                                                         time_point first, time_point ready,
                                                         time_point deadline, http::body_sink sink,
                                                         http::head_sink on_head);

 private:
  std::map<std::string, call, std::less<>> asked_;
  std::map<std::string, chat_reply, std::less<>> answered_;
  std::uint64_t last_ = 0;
};

/// Keeps a reference.
std::unique_ptr<wire::codec> make_handed_codec(handed_calls& calls);

}  // namespace parley
