#include "base/wait_list.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/system_error.hpp>

namespace parley {

namespace asio = boost::asio;

asio::awaitable<void> wait_list::wait() {
  waiter self(executor_);
  const auto where = waiting_.insert(waiting_.end(), &self);
  auto outcome = co_await self.timer.async_wait(asio::as_tuple(asio::deferred));
  (void)outcome;  // always operation_aborted: either woken or cancelled
  if (self.woken) co_return;
  waiting_.erase(where);
  throw boost::system::system_error(asio::error::operation_aborted);
}

bool wait_list::wake_one() {
  if (waiting_.empty()) return false;
  waiter* first = waiting_.front();
  waiting_.pop_front();
  first->woken = true;
  first->timer.cancel();
  return true;
}

void wait_list::wake_all() {
  while (wake_one()) {
  }
}

}  // namespace parley
