// Who goes next among the calls that wait for the same quota: an exchangeable, pure policy.
// Must not know: whether there is room, time outs, what a call says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/chat.hpp"
#include "base/clock.hpp"

namespace parley::quota {

using call_id = std::uint64_t;

/// What a policy may look at. `id` grows in order of first arrival and is kept by retries.
struct queued_call {
  call_id id = 0;
  agent_role role = agent_role::planner;
  int turn = 0;  ///< agent messages so far, from 1; 0: no conversation
  time_point arrived{};
};

/// Holds the waiting calls in its own order. Deterministic: the same calls give the same order.
class admission_order {
 public:
  virtual ~admission_order() = default;
  virtual std::string_view name() const = 0;
  virtual void add(const queued_call& call) = 0;
  virtual void remove(const queued_call& call) = 0;
  virtual std::optional<call_id> next() const = 0;
  virtual std::size_t size() const = 0;
};

/// Orders by a fixed rank, smaller first, then by arrival.
class ranked_order : public admission_order {
 public:
  void add(const queued_call& call) override { waiting_.emplace(rank(call), call.id); }
  void remove(const queued_call& call) override { waiting_.erase({rank(call), call.id}); }
  std::optional<call_id> next() const override;
  std::size_t size() const override { return waiting_.size(); }

 private:
  virtual std::int64_t rank(const queued_call& call) const = 0;
  std::set<std::pair<std::int64_t, call_id>> waiting_;
};

/// "fifo": first come, first served. "finish_first": what others wait for (planner, tuner), then
/// judges, then the longest conversations. Nothing for other names.
std::unique_ptr<admission_order> make_admission_order(std::string_view name);

}  // namespace parley::quota
