#include "net/http/server_connection.hpp"

#include <algorithm>

#include "net/http/reply_writer.hpp"

namespace parley::http {
namespace {

constexpr std::size_t read_size = 16 * 1024;  // a TLS record
// After our last byte we read on for a moment: closing over unread bytes would send RST, and that
// can take our answer away from the client before it was read.
constexpr std::chrono::milliseconds linger_timeout{1'000};

message_limits limits_of(const server_settings& settings) {
  return {settings.max_header_bytes, settings.max_body_bytes};
}

void skip_empty_lines(byte_buffer& buffer) {
  while (buffer.data().starts_with("\r\n")) buffer.consume(2);
}

}  // namespace

server_connection::server_connection(std::unique_ptr<byte_stream> stream,
                                     const server_settings& settings, handler& serving,
                                     deadlines& timers, body_budget* budget)
    : stream_(std::move(stream)),
      settings_(settings),
      serving_(serving),
      timers_(timers),
      reader_(make_request_reader(limits_of(settings))),
      budget_(budget),
      deadline_(timers, [this] { on_deadline(); }) {}

// Takes or gives back, until this connection holds `bytes`. False: there is not so much.
bool server_connection::hold(std::size_t bytes) {
  if (!budget_) return true;
  if (bytes > held_ && bytes - held_ > budget_->most - std::min(budget_->most, budget_->held))
    return false;
  budget_->held = budget_->held - held_ + bytes;
  held_ = bytes;
  return true;
}

void server_connection::on_deadline() {
  expired_ = true;
  stream_->close(false);
}

void server_connection::expect_within(std::chrono::milliseconds limit) {
  deadline_.set(timers_.now() + limit);
}

asio::awaitable<void> server_connection::run() {
  if (!co_await handshake()) co_return;
  outcome last = outcome::next;
  while (last == outcome::next) last = co_await serve_one();
  if (last == outcome::close_kindly) co_await linger();
  stream_->close(false);
}

asio::awaitable<bool> server_connection::handshake() {
  expect_within(settings_.header_timeout);
  for (;;) {
    const io_step step = stream_->try_handshake();
    if (step.state == io_state::done) co_return true;
    if (step.state != io_state::want_read && step.state != io_state::want_write) co_return false;
    const auto want = step.state == io_state::want_read ? io_want::read : io_want::write;
    if (co_await stream_->wait(want)) co_return false;
  }
}

// More bytes into the buffer. False: the client has ended or broken the connection.
asio::awaitable<bool> server_connection::fill() {
  for (;;) {
    char* to = buffer_.prepare(buffer_.empty() ? read_size : read_size / 4);
    const io_step step = stream_->try_read(to, buffer_.room());
    if (step.state == io_state::done) {
      buffer_.commit(step.bytes);
      co_return true;
    }
    if (step.state != io_state::want_read && step.state != io_state::want_write) co_return false;
    buffer_.release_if_empty();
    const auto want = step.state == io_state::want_read ? io_want::read : io_want::write;
    if (co_await stream_->wait(want)) co_return false;
  }
}

asio::awaitable<bool> server_connection::send_all(std::string_view bytes) {
  const io_step step = stream_->try_write(bytes);
  if (step.state == io_state::ended || step.state == io_state::broken) co_return false;
  if (step.state == io_state::done) bytes.remove_prefix(step.bytes);
  if (bytes.empty()) co_return true;
  expect_within(settings_.body_timeout);
  const bool sent = co_await write_all(*stream_, bytes);
  expect_nothing();
  co_return sent;
}

asio::awaitable<server_connection::outcome> server_connection::serve_one() {
  const outcome read = co_await read_request();
  if (read != outcome::next) co_return read;
  expect_nothing();
  request incoming = std::move(reader_->message());
  reply_writer::asked about;
  about.is_head = incoming.method == "HEAD";
  about.is_http11 = reader_->is_http11();
  about.keep_alive = reader_->keep_alive();
  reply_writer writer(*this, out_, about);
  co_await serving_.serve(std::move(incoming), writer);
  hold(0);
  if (writer.is_cut()) {
    // The client must see that something is missing: no proper end of the connection.
    if (!out_.empty()) co_await send_all(out_);
    co_return outcome::close_now;
  }
  const bool goes_on = writer.is_complete() && writer.keep_alive();
  co_return goes_on ? outcome::next : outcome::close_kindly;
}

asio::awaitable<server_connection::outcome> server_connection::read_request() {
  reader_->start();
  bool begun = false;
  expect_within(settings_.idle_timeout);
  for (;;) {
    if (!begun) {
      skip_empty_lines(buffer_);
      begun = !buffer_.empty();
      if (begun) expect_within(settings_.header_timeout);
    }
    const read_state state = begun ? reader_->feed(buffer_) : read_state::need_more;
    if (begun && !hold(reader_->message().body.size()))
      co_return co_await refuse(503, "too many requests are being received; try again later");
    if (state == read_state::complete) co_return outcome::next;
    if (state == read_state::failed) {
      switch (reader_->problem()) {
        case read_problem::header_too_large:
          co_return co_await refuse(431, "header too large");
        case read_problem::body_too_large:
          co_return co_await refuse(413, "body too large");
        default:
          co_return co_await refuse(400, reader_->problem_text());
      }
    }
    if (state == read_state::header) {
      expect_within(settings_.body_timeout);
      reader_->limit_body(serving_.max_body_bytes(reader_->message()));
      if (reader_->problem() == read_problem::none && reader_->expects_continue() &&
          reader_->is_http11() && buffer_.empty()) {
        if (!co_await send_all("HTTP/1.1 100 Continue\r\n\r\n")) co_return outcome::close_now;
        expect_within(settings_.body_timeout);
      }
      continue;
    }
    if (!co_await fill()) co_return outcome::close_now;
  }
}

asio::awaitable<server_connection::outcome> server_connection::refuse(int status, std::string why) {
  const response reply = serving_.refusal(status, why);
  append_reply_head(out_, reply.status, reply.headers, framing::length, reply.body.size(), false);
  out_ += reply.body;
  const bool sent = co_await send_all(out_);
  out_.clear();
  co_return sent ? outcome::close_kindly : outcome::close_now;
}

asio::awaitable<void> server_connection::linger() {
  stream_->finish_sending();
  expect_within(linger_timeout);
  do buffer_.consume(buffer_.data().size());
  while (co_await fill());
}

}  // namespace parley::http
