// Many absolute deadlines on one timer. Moving a deadline later, the common case, costs nothing.
// Must not know: what happens when one passes.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "base/clock.hpp"

namespace parley::http {

/// One thread. Waits on the clock only while an entry is set, so that an idle owner does not keep
/// the loop running. Must outlive its entries.
class deadlines {
 public:
  explicit deadlines(clock_source& clock);
  ~deadlines();

  class entry {
   public:
    /// `passed` runs from the loop, once for each set() that was not moved or cleared in time.
    entry(deadlines& owner, std::function<void()> passed)
        : owner_(owner), passed_(std::move(passed)) {}
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;
    ~entry() { clear(); }

    void set(time_point due);
    void clear();
    bool is_set() const { return queued_; }

   private:
    friend class deadlines;
    deadlines& owner_;
    std::function<void()> passed_;
    time_point due_{};
    bool queued_ = false;
    // Its place in the queue may be earlier than due_: looked at again when that time comes.
    std::multimap<time_point, entry*>::iterator place_;
  };

  time_point now() const { return clock_.now(); }

 private:
  struct wait;  // one wait on the clock; outlives this when it was cancelled
  void arm();
  void disarm();
  void fire();

  clock_source& clock_;
  std::multimap<time_point, entry*> queue_;
  std::shared_ptr<wait> pending_;
};

}  // namespace parley::http
