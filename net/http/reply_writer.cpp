#include "net/http/reply_writer.hpp"

#include <stdexcept>

namespace parley::http {
namespace {

// Up to here a body is joined with its header in one write; copying more would cost more than the
// second write.
constexpr std::size_t joined_body = 64 * 1024;

bool has_no_body(int status) {
  return status / 100 == 1 || status == 204 || status == 304;
}

}  // namespace

// Checks what only a faulty handler does.
void reply_writer::begin(const fields& headers) {
  if (state_ != state::fresh) throw std::logic_error("a handler answered a request twice");
  if (!are_sendable(headers)) throw std::logic_error("a handler's header holds control characters");
  if (const auto wish = headers.get("connection"); wish && *wish == "close")
    asked_.keep_alive = false;
}

boost::asio::awaitable<bool> reply_writer::flush(state then) {
  const bool sent = co_await connection_.send_all(out_);
  out_.clear();
  state_ = sent ? then : state::gone;
  co_return sent;
}

boost::asio::awaitable<bool> reply_writer::send(response reply) {
  if (state_ == state::gone) co_return false;
  begin(reply.headers);
  framing how = framing::length;
  if (has_no_body(reply.status)) how = framing::none;
  if (asked_.is_head && reply.headers.get("content-length")) how = framing::as_given;
  append_reply_head(out_, reply.status, reply.headers, how, reply.body.size(), asked_.keep_alive);
  if (asked_.is_head || how == framing::none) co_return co_await flush(state::complete);
  if (reply.body.size() <= joined_body) {
    out_ += reply.body;
    co_return co_await flush(state::complete);
  }
  if (!co_await flush(state::streaming)) co_return false;
  const bool sent = co_await connection_.send_all(reply.body);
  state_ = sent ? state::complete : state::gone;
  co_return sent;
}

// The header is held back until the first chunk, so that both leave in one write.
boost::asio::awaitable<bool> reply_writer::head(int status, fields headers) {
  if (state_ == state::gone) co_return false;
  begin(headers);
  body_allowed_ = !asked_.is_head && !has_no_body(status);
  chunked_ = body_allowed_ && asked_.is_http11;
  if (!asked_.is_http11) asked_.keep_alive = false;
  append_reply_head(out_, status, headers, chunked_ ? framing::chunked : framing::none, 0,
                    asked_.keep_alive);
  state_ = state::streaming;
  co_return true;
}

boost::asio::awaitable<bool> reply_writer::chunk(std::string bytes) {
  if (state_ == state::gone) co_return false;
  if (state_ != state::streaming) throw std::logic_error("a handler sent a chunk without head()");
  if (body_allowed_ && !bytes.empty()) {
    if (chunked_)
      append_chunk(out_, bytes);
    else
      out_ += bytes;
  }
  if (out_.empty()) co_return true;
  co_return co_await flush(state::streaming);
}

boost::asio::awaitable<bool> reply_writer::finish() {
  if (state_ == state::gone) co_return false;
  if (state_ != state::streaming)
    throw std::logic_error("a handler called finish() without head()");
  if (chunked_) out_ += last_chunk;
  co_return co_await flush(state::complete);
}

void reply_writer::abort(bool reset) {
  state_ = state::gone;
  connection_.close(reset);
}

boost::asio::awaitable<bool> reply_writer::raw(std::string bytes) {
  if (state_ == state::gone) co_return false;
  out_ += bytes;
  const state before = state_;
  co_return co_await flush(before);
}

}  // namespace parley::http
