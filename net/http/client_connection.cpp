#include "net/http/client_connection.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>

namespace parley::http {
namespace {

constexpr std::size_t read_size = 16 * 1024;  // a TLS record

// "timeout=5, max=100" -> 5 s, less one for the way there.
time_point announced_end(const fields& headers, time_point now) {
  const auto value = headers.get("keep-alive");
  if (!value) return time_point::max();
  const auto at = value->find("timeout=");
  if (at == value->npos) return time_point::max();
  unsigned seconds = 0;
  const std::string_view digits = value->substr(at + 8);
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return now + std::chrono::seconds(seconds > 0 ? seconds - 1 : 0);
}

}  // namespace

client_connection::client_connection(std::unique_ptr<byte_stream> stream, deadlines& timers,
                                     message_limits limits)
    : stream_(std::move(stream)),
      timers_(timers),
      reader_(make_response_reader(limits)),
      limit_entry_(timers, [this] {
        expired_ = true;
        stream_->close(false);
      }) {}

bool client_connection::looks_alive() {
  char unasked = 0;
  return buffer_.empty() && stream_->try_read(&unasked, 1).state == io_state::want_read;
}

void client_connection::expect_by(time_point when, const char* limit, time_point deadline) {
  limit_ = when < deadline ? limit : "deadline";
  limit_entry_.set(std::min(when, deadline));
}

asio::awaitable<attempt> client_connection::exchange(std::string_view head, std::string_view body,
                                                     bool is_head, attempt_limits limits,
                                                     const reply_sinks& sinks) {
  attempt result;
  has_served_ = true;
  expect_by(timers_.now() + limits.first_byte, "first_byte_timeout", limits.deadline);
  const bool sent = co_await send(head, body);
  result.times.sent = timers_.now();
  // A server that refuses a long request answers and closes before it was sent: listen anyway.
  if (!sent) result.why = stream_->why_broken();
  if (!expired_) co_await receive(result, limits, is_head, sinks);
  limit_entry_.clear();
  if (expired_) {
    result.how = attempt::end::timed_out;
    result.why = limit_;
  }
  result.reusable = result.reusable && sent;
  co_return result;
}

asio::awaitable<bool> client_connection::send(std::string_view head, std::string_view body) {
  for (std::string_view bytes : {head, body}) {
    while (!bytes.empty()) {
      const io_step step = stream_->try_write(bytes);
      if (step.state == io_state::done) {
        bytes.remove_prefix(step.bytes);
        continue;
      }
      if (step.state == io_state::ended || step.state == io_state::broken) co_return false;
      const auto want = step.state == io_state::want_read ? io_want::read : io_want::write;
      const auto stopped = co_await stream_->wait(want);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
      if (stopped) co_return false;
    }
  }
  co_return true;
}

// What is there now, into the buffer: done, ended or broken; else what to wait for first.
io_state client_connection::fill() {
  char* to = buffer_.prepare(buffer_.empty() ? read_size : read_size / 4);
  const io_step step = stream_->try_read(to, buffer_.room());
  if (step.state == io_state::done) buffer_.commit(step.bytes);
  return step.state;
}

asio::awaitable<void> client_connection::receive(attempt& into, attempt_limits limits, bool is_head,
                                                 const reply_sinks& sinks) {
  reader_->start(is_head, sinks.body);
  expect_by(timers_.now() + limits.first_byte, "first_byte_timeout", limits.deadline);
  for (;;) {
    switch (reader_->feed(buffer_)) {
      case read_state::need_more:
        break;
      case read_state::header:
        if (sinks.head && reader_->message().status / 100 != 1) sinks.head(reader_->message());
        continue;
      case read_state::complete:
        if (reader_->message().status / 100 != 1) {
          conclude(into);
          co_return;
        }
        if (reader_->message().status == 101) {
          into.how = attempt::end::not_http;
          into.why = "the server switched to another protocol (status 101)";
          co_return;
        }
        reader_->start(is_head, sinks.body);  // an interim reply; the real one follows
        continue;
      case read_state::stopped:
        conclude(into);
        into.how = attempt::end::stopped;
        into.reusable = false;
        co_return;
      case read_state::failed:
        into.how = attempt::end::not_http;
        into.why = reader_->problem_text();
        co_return;
    }
    // After a read that took all there was: wait at once, instead of being told to.
    io_state got = stream_->drained() ? io_state::want_read : fill();
    while (got == io_state::want_read || got == io_state::want_write) {
      buffer_.release_if_empty();  // a waiting connection should be small
      const auto want = got == io_state::want_read ? io_want::read : io_want::write;
      const auto stopped = co_await stream_->wait(want);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
      got = stopped ? io_state::broken : fill();
    }
    if (got != io_state::done) {
      into.how = ended(into, got);
      co_return;
    }
    const time_point now = timers_.now();
    if (!into.any_byte) into.times.first_byte = now;
    into.any_byte = true;
    expect_by(now + limits.idle, "idle_timeout", limits.deadline);
  }
}

// The connection ended before the message's own end was seen.
attempt::end client_connection::ended(attempt& into, io_state how) {
  if (how == io_state::ended && into.any_byte && reader_->end_of_stream() == read_state::complete) {
    conclude(into);
    return attempt::end::complete;
  }
  if (into.why.empty())
    into.why = how == io_state::ended ? "the server closed the connection" : stream_->why_broken();
  return attempt::end::lost;
}

void client_connection::conclude(attempt& into) {
  into.how = attempt::end::complete;
  into.why.clear();
  into.times.complete = timers_.now();
  into.reply = std::move(reader_->message());
  into.reusable = reader_->keep_alive() && !reader_->ends_with_connection() && buffer_.empty();
  into.usable_until = announced_end(into.reply.headers, into.times.complete);
  buffer_.release_if_empty();
}

}  // namespace parley::http
