// Connections without sockets for the pool: a small model of a server, and a fault at any step.
// Must not know: the client's insides.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>

#include "net/http/connector.hpp"

namespace parley::test {

enum class fault { none, broken, ended, stalled, cancelled };

/// Counts the steps of all connections together and says at which one the fault strikes.
struct fault_plan {
  fault what = fault::none;
  std::size_t at = 0;
  bool armed = false;
  std::size_t step = 0;
  bool struck = false;
  bool reply_begun = false;  ///< a byte of a reply was read, since arm()
  bool struck_after_byte = false;
  std::function<void()> on_cancel;  ///< what `cancelled` calls

  void arm(fault which, std::size_t where) {
    *this = fault_plan{which, where, true, 0, false, false, false, std::move(on_cancel)};
  }
  /// What happens at this step.
  fault next() {
    if (!armed || step++ != at) return fault::none;
    struck = true;
    struck_after_byte = reply_begun;
    if (what == fault::cancelled) on_cancel();
    return what;
  }
};

/// Takes a request in pieces, answers each with the same reply in pieces.
class scripted_stream final : public http::byte_stream {
 public:
  scripted_stream(asio::io_context& context, fault_plan& plan, std::string reply)
      : plan_(plan), reply_(std::move(reply)), closed_(context, time_point::max()) {}

  http::io_step try_read(char* to, std::size_t size) override {
    if (const auto bad = strike(plan_.next())) return *bad;
    if (to_send_.empty() || !readable_) return {http::io_state::want_read};
    readable_ = false;  // the next piece needs another wait
    const std::size_t n = std::min({size, to_send_.size(), std::size_t(11)});
    std::copy_n(to_send_.begin(), n, to);
    to_send_.erase(0, n);
    plan_.reply_begun = true;
    return {http::io_state::done, n};
  }
  http::io_step try_write(std::string_view bytes) override {
    if (const auto bad = strike(plan_.next())) return *bad;
    if (!writable_) return {http::io_state::want_write};
    writable_ = false;
    const std::size_t n = std::min(bytes.size(), std::size_t(17));
    request_ += bytes.substr(0, n);
    if (request_.ends_with("\r\n\r\n")) {
      to_send_ += reply_;
      request_.clear();
    }
    return {http::io_state::done, n};
  }
  http::io_step try_handshake() override { return {http::io_state::done}; }

  asio::awaitable<error_code> wait(http::io_want what) override {
    const fault now = plan_.next();
    if (now == fault::broken || now == fault::ended) state_ = now;
    if (now == fault::stalled || is_closed_ ||
        (what == http::io_want::read && to_send_.empty() && state_ == fault::none)) {
      if (is_closed_) co_return error_code(asio::error::operation_aborted);
      auto woken = co_await closed_.async_wait(asio::as_tuple(asio::use_awaitable));
      co_return std::get<0>(woken);
    }
    co_await asio::post(closed_.get_executor(), asio::use_awaitable);
    (what == http::io_want::read ? readable_ : writable_) = true;
    co_return error_code();
  }
  void finish_sending() override {}
  void close(bool) override {
    is_closed_ = true;
    closed_.cancel();
  }
  std::string why_broken() const override { return "scripted fault"; }

 private:
  std::optional<http::io_step> strike(fault now) {
    if (now == fault::broken || now == fault::ended) state_ = now;
    if (is_closed_ || state_ == fault::broken) return http::io_step{http::io_state::broken};
    if (state_ == fault::ended) return http::io_step{http::io_state::ended};
    return std::nullopt;
  }

  fault_plan& plan_;
  std::string reply_, request_, to_send_;
  asio::steady_timer closed_;  // never expires: cancelled by close()
  fault state_ = fault::none;
  bool is_closed_ = false, readable_ = false, writable_ = true;
};

class scripted_connector final : public http::connector {
 public:
  scripted_connector(asio::io_context& context, fault_plan& plan, std::string reply)
      : context_(context), plan_(plan), reply_(std::move(reply)) {}
  asio::awaitable<result<std::unique_ptr<http::byte_stream>>> connect(time_point) override {
    const fault now = plan_.next();
    co_await asio::post(context_.get_executor(), asio::use_awaitable);
    if (now == fault::broken || now == fault::ended)
      co_return fail(failure_code::connect_failed, "scripted refusal");
    if (now == fault::stalled) co_return fail(failure_code::timed_out, "scripted silence");
    co_return std::make_unique<scripted_stream>(context_, plan_, reply_);
  }

 private:
  asio::io_context& context_;
  fault_plan& plan_;
  std::string reply_;
};

}  // namespace parley::test
