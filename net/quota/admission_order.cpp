#include "net/quota/admission_order.hpp"

#include <array>
#include <unordered_map>

namespace parley::quota {
namespace {

class fifo_order final : public ranked_order {
 public:
  std::string_view name() const override { return "fifo"; }

 private:
  std::int64_t rank(const queued_call&) const override { return 0; }
};

constexpr std::int64_t before_all = -4'000'000'000;

bool a_round_waits_for(agent_role role) {
  return role == agent_role::planner || role == agent_role::tuner;
}

class finish_first_order final : public ranked_order {
 public:
  std::string_view name() const override { return "finish_first"; }

 private:
  std::int64_t rank(const queued_call& call) const override {
    if (a_round_waits_for(call.role)) return before_all;
    if (call.role == agent_role::judge) return -1'000'000'000;
    // A customer's answer belongs to the agent message before it: the conversation is that far.
    return -static_cast<std::int64_t>(call.turn);
  }
};

class started_first_order final : public ranked_order {
 public:
  std::string_view name() const override { return "started_first"; }

 private:
  std::int64_t rank(const queued_call& call) const override {
    if (a_round_waits_for(call.role)) return before_all;
    const bool is_new = call.role == agent_role::proactive && call.turn <= 1;
    const std::int64_t made = is_new ? 0 : 2 * static_cast<std::int64_t>(call.turn) - 1;
    return (is_new ? 1'000'000 : 0) - (made + call.calls_left);
  }
};

class longest_left_order final : public ranked_order {
 public:
  std::string_view name() const override { return "longest_left"; }

 private:
  std::int64_t rank(const queued_call& call) const override {
    return a_round_waits_for(call.role) ? before_all : -static_cast<std::int64_t>(call.calls_left);
  }
};

class alternating_order final : public admission_order {
 public:
  std::string_view name() const override { return "alternating"; }
  void add(const queued_call& call) override {
    from_the_end_.add(call);
    from_the_start_.add(call);
  }
  void remove(const queued_call& call) override {
    if (next() == call.id) ends_turn_ = !ends_turn_;
    from_the_end_.remove(call);
    from_the_start_.remove(call);
  }
  std::optional<call_id> next() const override {
    return ends_turn_ ? from_the_end_.next() : from_the_start_.next();
  }
  std::size_t size() const override { return from_the_end_.size(); }

 private:
  finish_first_order from_the_end_;
  longest_left_order from_the_start_;
  bool ends_turn_ = true;
};

/// Critical-path scheduling with slack: see docs/scheduling.md.
class balanced_order final : public admission_order {
 public:
  std::string_view name() const override { return "balanced"; }
  void add(const queued_call& call) override {
    if (a_round_waits_for(call.role)) return urgent_.add(call);
    by_arrival_.add(call);
    by_path_.add(call);
    by_end_.add(call);
    left_.emplace(call.id, call.calls_left);
    work_ += call.calls_left;
  }
  void remove(const queued_call& call) override {
    if (a_round_waits_for(call.role)) return urgent_.remove(call);
    if (next() == call.id) ends_turn_ = !ends_turn_;
    by_arrival_.remove(call);
    by_path_.remove(call);
    by_end_.remove(call);
    work_ -= call.calls_left;
    left_.erase(call.id);
  }
  std::optional<call_id> next() const override {
    if (urgent_.size() > 0) return urgent_.next();
    const auto longest = by_path_.next();
    if (!longest || !is_critical(left_.at(*longest))) return by_arrival_.next();
    return ends_turn_ ? by_end_.next() : longest;
  }
  std::size_t size() const override { return urgent_.size() + by_arrival_.size(); }
  void set_pace(double calls_per_s, double call_s) override {
    calls_per_s_ = calls_per_s;
    call_s_ = call_s;
  }

 private:
  bool is_critical(int calls_left) const {
    if (calls_per_s_ <= 0) return false;
    constexpr double caution = 1.5;  // estimates err, and every call may have to wait a little
    return caution * calls_left * call_s_ > static_cast<double>(work_) / calls_per_s_;
  }

  fifo_order urgent_;
  fifo_order by_arrival_;
  longest_left_order by_path_;
  finish_first_order by_end_;
  bool ends_turn_ = false;
  std::unordered_map<call_id, int> left_;
  std::int64_t work_ = 0;  ///< calls, of all conversations that wait
  double calls_per_s_ = 0, call_s_ = 0;
};

constexpr std::array<std::string_view, 6> names = {"fifo",         "finish_first", "started_first",
                                                   "longest_left", "alternating",  "balanced"};

}  // namespace

std::optional<call_id> ranked_order::next() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->second;
}

std::span<const std::string_view> admission_order_names() {
  return names;
}

std::unique_ptr<admission_order> make_admission_order(std::string_view name) {
  if (name == "fifo") return std::make_unique<fifo_order>();
  if (name == "finish_first") return std::make_unique<finish_first_order>();
  if (name == "started_first") return std::make_unique<started_first_order>();
  if (name == "longest_left") return std::make_unique<longest_left_order>();
  if (name == "alternating") return std::make_unique<alternating_order>();
  if (name == "balanced") return std::make_unique<balanced_order>();
  return nullptr;
}

}  // namespace parley::quota
