#include "base/semaphore.hpp"

namespace parley {

permit& permit::operator=(permit&& other) noexcept {
  if (this != &other) {
    release();
    home_ = std::exchange(other.home_, nullptr);
  }
  return *this;
}

void permit::release() {
  if (auto* home = std::exchange(home_, nullptr)) home->give_back();
}

boost::asio::awaitable<permit> semaphore::acquire() {
  if (out_ < limit_ && waiting_.size() == 0)
    ++out_;
  else
    co_await waiting_.wait();  // hand_out() has counted us before waking us
  co_return permit(this);
}

void semaphore::set_limit(std::size_t limit) {
  assert(limit >= 1);
  limit_ = limit;
  hand_out();
}

void semaphore::give_back() {
  assert(out_ > 0);
  --out_;
  hand_out();
}

void semaphore::hand_out() {
  while (out_ < limit_ && waiting_.size() > 0) {
    ++out_;
    waiting_.wake_one();
  }
}

}  // namespace parley
