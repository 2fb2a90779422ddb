// Owner of coroutines: every task that is started here is joined here. Nothing is detached.
// Must not know: what the tasks do.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <exception>
#include <list>

namespace parley {

/// Runs awaitables on one executor. The first exception that is not a cancellation cancels the
/// others and is rethrown by join(). Must be empty (joined) when destroyed. One thread only.
class task_group {
 public:
  explicit task_group(boost::asio::any_io_executor executor);
  task_group(const task_group&) = delete;
  task_group& operator=(const task_group&) = delete;
  ~task_group();

  /// Starts a task at once (its first step runs from the loop).
  void spawn(boost::asio::awaitable<void> work);

  /// Asks every running task to stop (terminal cancellation).
  void cancel();

  /// Waits for all tasks, those spawned meanwhile included, also when the caller is cancelled: then
  /// the caller's next wait after it throws. Rethrows the first exception.
  /// A caller that may already be cancelled must switch that off first, or the co_await itself
  /// throws: co_await asio::this_coro::throw_if_cancelled(false).
  boost::asio::awaitable<void> join();

  std::size_t size() const { return running_.size(); }

 private:
  struct task {
    boost::asio::cancellation_signal stop;
    bool started = false;
    bool cancelled = false;  // before it started
    void cancel();
  };
  static boost::asio::awaitable<void> run(task& self, boost::asio::awaitable<void> work);
  void finished(std::list<task>::iterator where, std::exception_ptr error);

  boost::asio::any_io_executor executor_;
  std::list<task> running_;
  boost::asio::steady_timer all_done_;  // never expires; cancelled to wake join()
  std::exception_ptr first_error_;
  bool cancelling_ = false;
};

}  // namespace parley
