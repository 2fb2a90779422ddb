// One connection of the client: sends a request, reads the reply, knows whether it may serve again.
// Must not know: the pool, how it was opened, retries.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/http/byte_buffer.hpp"
#include "net/http/client.hpp"
#include "net/http/deadlines.hpp"
#include "net/http/message_reader.hpp"
#include "net/http/stream.hpp"

namespace parley::http {

/// How one attempt on one connection ended.
struct attempt {
  enum class end {
    complete,
    lost,       ///< the connection ended or broke first
    timed_out,  ///< `limit` names the limit that passed
    not_http,   ///< the reply is malformed or beyond a limit
    stopped,    ///< the sink wanted no more; the reply's header is there
  };
  end how = end::lost;
  bool any_byte = false;                        ///< of the reply
  bool reusable = false;                        ///< the connection may serve again
  std::string why;                              ///< for people; empty when complete
  time_point usable_until = time_point::max();  ///< as the server announced (Keep-Alive: timeout=)
  response reply;
  exchange_times times;
};

/// Who hears of the reply on its way in. Either may be empty.
struct reply_sinks {
  body_sink body;
  head_sink head;
};

struct attempt_limits {
  time_point deadline;
  duration first_byte;
  duration idle;
};

class client_connection {
 public:
  /// `timers` outlives the connection.
  client_connection(std::unique_ptr<byte_stream> stream, deadlines& timers, message_limits limits);

  /// An idle connection from which nothing can be read: open, and no unasked bytes.
  bool looks_alive();
  bool has_served() const { return has_served_; }

  /// All references outlive the call. Throws operation_aborted when cancelled; the connection must
  /// then be destroyed, as after any attempt that is not reusable.
  asio::awaitable<attempt> exchange(std::string_view head, std::string_view body, bool is_head,
                                    attempt_limits limits, const reply_sinks& sinks);

 private:
  asio::awaitable<bool> send(std::string_view head, std::string_view body);
  asio::awaitable<void> receive(attempt& into, attempt_limits limits, bool is_head,
                                const reply_sinks& sinks);
  io_state fill();
  void expect_by(time_point when, const char* limit, time_point deadline);
  attempt::end ended(attempt& into, io_state how);
  void conclude(attempt& into);

  std::unique_ptr<byte_stream> stream_;
  deadlines& timers_;
  std::unique_ptr<response_reader> reader_;
  byte_buffer buffer_;
  const char* limit_ = "";  // the setting that sets the current time limit
  bool expired_ = false;
  bool has_served_ = false;
  deadlines::entry limit_entry_;
};

}  // namespace parley::http
