// Coroutines that wait to be woken by others on the same thread, first come first served.
// Must not know: what they wait for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

namespace parley {

/// A condition variable for one io_context thread. A wake-up is never lost to a cancelled waiter:
/// a waiter that was woken returns normally even if it is being cancelled (its next wait throws).
class wait_list {
 public:
  explicit wait_list(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Waits until woken. Throws system_error(operation_aborted) when cancelled before that.
  boost::asio::awaitable<void> wait();

  bool wake_one();  ///< false when nobody waits
  void wake_all();
  std::size_t size() const { return waiting_.size(); }

 private:
  struct waiter {
    explicit waiter(const boost::asio::any_io_executor& executor)
        : timer(executor, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::steady_timer timer;  // never expires: cancel() is the wake-up
    bool woken = false;
  };
  boost::asio::any_io_executor executor_;
  std::list<waiter*> waiting_;
};

}  // namespace parley
