// A bounded queue between coroutines of one thread. Asio's channel of Boost 1.81 loses items on
// close and on a cancelled receive; this one does not.
// Must not know: what is sent.
#pragma once

#include <cassert>
#include <deque>
#include <optional>

#include "base/wait_list.hpp"

namespace parley {

template <class T>
class mailbox {
 public:
  /// `capacity` >= 1.
  mailbox(boost::asio::any_io_executor executor, std::size_t capacity)
      : capacity_(capacity), senders_(executor), receivers_(std::move(executor)) {
    assert(capacity_ >= 1);
  }

  /// Waits while the queue is full. Precondition: not closed. Throws operation_aborted when
  /// cancelled; then the item was not sent.
  boost::asio::awaitable<void> send(T item) {
    while (items_.size() >= capacity_ && !closed_) co_await senders_.wait();
    assert(!closed_ && "send() on a closed mailbox");
    items_.push_back(std::move(item));
    receivers_.wake_one();
  }

  /// The next item, or nothing when the mailbox is closed and drained. Throws operation_aborted
  /// when cancelled; then no item was taken.
  boost::asio::awaitable<std::optional<T>> receive() {
    while (items_.empty()) {
      if (closed_) co_return std::nullopt;
      co_await receivers_.wait();
    }
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    senders_.wake_one();
    co_return item;
  }

  /// No more sends; receivers drain what is left, then get nothing.
  void close() {
    closed_ = true;
    receivers_.wake_all();
    senders_.wake_all();
  }

  std::size_t size() const { return items_.size(); }
  std::size_t capacity() const { return capacity_; }

 private:
  std::deque<T> items_;
  std::size_t capacity_;
  bool closed_ = false;
  wait_list senders_;
  wait_list receivers_;
};

}  // namespace parley
