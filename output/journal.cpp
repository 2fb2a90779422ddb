#include "output/journal.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace parley {
namespace {

constexpr std::size_t largest_group = 4096;  // bounds the memory and time of one transaction
constexpr std::chrono::milliseconds try_again{500};

}  // namespace

journal::journal(run_store store, std::size_t queue, listener told)
    : store_(std::move(store)), queue_(queue), told_(std::move(told)) {
  assert(queue_ >= 1);
  writer_ = std::thread([this] { work(); });
}

journal::~journal() {
  (void)close();
}

std::uint64_t journal::put(entry work) {
  std::uint64_t position = 0;
  {
    const std::lock_guard lock(mutex_);
    assert(!closing_);
    waiting_.push_back(std::move(work));
    position = ++last_;
  }
  something_.notify_one();
  return position;
}

bool journal::full() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() >= queue_;
}

std::optional<failure> journal::broken() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

journal::statistics journal::counted() const {
  const std::lock_guard lock(mutex_);
  return counted_;
}

result<void> journal::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  something_.notify_one();
  if (writer_.joinable()) writer_.join();
  const std::lock_guard lock(mutex_);
  if (broken_) return *broken_;
  return {};
}

void journal::work() {
  std::unique_lock lock(mutex_);
  std::deque<entry> group;  // taken from the queue; kept until it is on the disk
  for (;;) {
    if (group.empty())
      something_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    else
      something_.wait_for(lock, try_again, [this] { return closing_; });
    const bool last_try = closing_;
    const std::size_t room = largest_group - std::min(group.size(), largest_group);
    const auto taken =
        waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(room, waiting_.size()));
    std::move(waiting_.begin(), taken, std::back_inserter(group));
    waiting_.erase(waiting_.begin(), taken);
    if (group.empty()) return;  // closing, and nothing is left
    lock.unlock();
    const auto written = write(group);
    lock.lock();
    if (written) {
      durable_.fetch_add(group.size(), std::memory_order_release);
      counted_.entries += group.size();
      ++counted_.commits;
      counted_.largest_group = std::max<std::uint64_t>(counted_.largest_group, group.size());
      group.clear();
      broken_.reset();
    } else {
      broken_ = written.error();
    }
    lock.unlock();
    told_();
    lock.lock();
    if (!written && last_try) return;
  }
}

result<void> journal::write(std::deque<entry>& group) {
  auto done = store_.begin();
  for (entry& each : group)
    if (done) done = each(store_);
  if (done) done = store_.commit();
  if (!done) store_.roll_back();
  return done;
}

}  // namespace parley
