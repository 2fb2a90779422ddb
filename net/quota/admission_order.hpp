// Who goes next among the calls that wait for the same quota: an exchangeable, pure policy.
// Must not know: whether there is room, time outs, what a call says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
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
  int turn = 0;        ///< agent messages so far, from 1; 0: no conversation
  int calls_left = 0;  ///< of the conversation, this one and the judge's included; 0: unknown
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
  /// How fast calls can be admitted, and how long one takes, in seconds; 0: unknown.
  virtual void set_pace(double calls_per_s, double call_s) {
    (void)calls_per_s;
    (void)call_s;
  }
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

/// Planner and tuner go before everything in all but "fifo": a whole round waits for them. Then
/// - "fifo": first come, first served;
/// - "finish_first": judges, then the conversations that are furthest along. Feeds a judge that has
///   a quota of its own, starves the long conversations where all share one;
/// - "started_first": begun conversations before new ones, among each the longest (in expectation,
///   whole length) first;
/// - "longest_left": whatever has most calls still before it. The shortest tail where all share one
///   quota; starves a judge that has its own;
/// - "alternating": by turns one that is nearest to its end and one that has most before it;
/// - "balanced": first come, first served while there is slack; "alternating" once the longest
///   conversation's own calls, one after the other, would take longer than all the work that waits.
/// Nothing for other names.
std::unique_ptr<admission_order> make_admission_order(std::string_view name);
std::span<const std::string_view> admission_order_names();

}  // namespace parley::quota
