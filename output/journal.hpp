// The queue and the writer thread between a run and its journal: entries in, group commits out.
// Must not know: what the entries are, the engine, Asio.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "output/store/run_store.hpp"

namespace parley {

class journal {
 public:
  /// Writes its rows into the transaction that is open. May run twice: after a failed commit.
  using entry = std::function<result<void>(run_store&)>;
  /// Called on the writer thread after every commit, and when writing failed.
  using listener = std::function<void()>;

  /// `queue`: entries that may wait before full() says so, 1..10^6.
  journal(run_store store, std::size_t queue, listener told);
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;
  ~journal();  ///< closes

  /// Never waits. Gives the entry's position, from 1. Any thread. Precondition: not closed.
  std::uint64_t put(entry work);

  /// Positions up to this one are on the disk. Any thread.
  std::uint64_t durable() const { return durable_.load(std::memory_order_acquire); }
  bool full() const;
  /// Why writing failed; nothing while all is well. What waits is tried again from time to time.
  std::optional<failure> broken() const;

  /// Writes what waits, ends the thread. Errors: io_error, what could not be written is lost.
  result<void> close();

  struct statistics {
    std::uint64_t entries = 0, commits = 0, largest_group = 0;
    double commit_sec = 0;  ///< in commits, all together
  };
  statistics counted() const;

 private:
  void work();
  result<void> write(std::deque<entry>& group);

  run_store store_;
  const std::size_t queue_;
  listener told_;
  mutable std::mutex mutex_;
  std::condition_variable something_;
  std::deque<entry> waiting_;
  std::uint64_t last_ = 0;
  std::atomic<std::uint64_t> durable_{0};
  std::optional<failure> broken_;
  bool closing_ = false;
  statistics counted_;
  std::thread writer_;
};

}  // namespace parley
