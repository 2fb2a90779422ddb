#include "base/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>

namespace parley {

namespace asio = boost::asio;

namespace {

bool is_cancellation(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

task_group::task_group(asio::any_io_executor executor)
    : executor_(std::move(executor)), all_done_(executor_, asio::steady_timer::time_point::max()) {}

task_group::~task_group() {
  assert(running_.empty() && "task_group destroyed before join()");
}

// In Boost 1.83 a cancellation that reaches co_spawn before its coroutine has begun comes out of
// io_context::run() as an exception, and the completion handler is never called. So a task that
// has not begun is only marked, and ends itself when it begins.
void task_group::task::cancel() {
  cancelled = true;
  if (started) stop.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> task_group::run(task& self, asio::awaitable<void> work) {
  self.started = true;
  if (self.cancelled) throw boost::system::system_error(asio::error::operation_aborted);
  co_await std::move(work);
}

void task_group::spawn(asio::awaitable<void> work) {
  const auto where = running_.emplace(running_.end());
  asio::co_spawn(
      executor_, run(*where, std::move(work)),
      asio::bind_cancellation_slot(
          where->stop.slot(), [this, where](std::exception_ptr error) { finished(where, error); }));
  if (cancelling_) where->cancel();
}

void task_group::finished(std::list<task>::iterator where, std::exception_ptr error) {
  running_.erase(where);
  if (error && !is_cancellation(error) && !first_error_) {
    first_error_ = error;
    cancel();
  }
  if (running_.empty()) all_done_.cancel();
}

void task_group::cancel() {
  cancelling_ = true;
  // A task may end, and leave the list, while its signal is emitted.
  for (auto it = running_.begin(); it != running_.end();) {
    auto current = it++;
    current->cancel();
  }
}

asio::awaitable<void> task_group::join() {
  // A cancellation of the caller wakes the wait below, which goes on waiting; it is not lost: the
  // caller's next wait throws.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!running_.empty()) {
    auto woken = co_await all_done_.async_wait(asio::as_tuple(asio::use_awaitable));
    (void)woken;
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  cancelling_ = false;
  if (first_error_) std::rethrow_exception(std::exchange(first_error_, nullptr));
}

}  // namespace parley
