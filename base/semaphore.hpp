// Counted permits with a limit that may change while they are out.
// Must not know: what a permit allows.
#pragma once

#include <cassert>
#include <utility>

#include "base/wait_list.hpp"

namespace parley {

class semaphore;

/// One permit; goes home when destroyed. Movable, not copyable.
class permit {
 public:
  permit() = default;
  permit(permit&& other) noexcept : home_(std::exchange(other.home_, nullptr)) {}
  permit& operator=(permit&& other) noexcept;
  ~permit() { release(); }

  void release();
  explicit operator bool() const { return home_ != nullptr; }

 private:
  friend class semaphore;
  explicit permit(semaphore* home) : home_(home) {}
  semaphore* home_ = nullptr;
};

/// First come, first served. One thread only. Must outlive its permits.
class semaphore {
 public:
  /// `limit` >= 1.
  semaphore(boost::asio::any_io_executor executor, std::size_t limit)
      : waiting_(std::move(executor)), limit_(limit) {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;
  ~semaphore() { assert(out_ == 0 && "a permit outlived its semaphore"); }

  /// Waits for a permit. Throws operation_aborted when cancelled.
  boost::asio::awaitable<permit> acquire();

  /// Raises or lowers the limit; permits already out stay out until released.
  void set_limit(std::size_t limit);

  std::size_t limit() const { return limit_; }
  std::size_t out() const { return out_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  friend class permit;
  void give_back();
  void hand_out();

  wait_list waiting_;
  std::size_t limit_;
  std::size_t out_ = 0;  // permits held, those promised to woken waiters included
};

}  // namespace parley
