#include "net/quota/admission_order.hpp"

namespace parley::quota {
namespace {

class fifo_order final : public ranked_order {
 public:
  std::string_view name() const override { return "fifo"; }

 private:
  std::int64_t rank(const queued_call&) const override { return 0; }
};

class finish_first_order final : public ranked_order {
 public:
  std::string_view name() const override { return "finish_first"; }

 private:
  std::int64_t rank(const queued_call& call) const override {
    switch (call.role) {
      case agent_role::planner:
      case agent_role::tuner:
        return -2'000'000'000;  // the whole next round waits for these
      case agent_role::judge:
        return -1'000'000'000;
      case agent_role::customer:
        // Its answer belongs to the agent message before it: the conversation is that far along.
      case agent_role::proactive:
        return -static_cast<std::int64_t>(call.turn);
    }
    return 0;
  }
};

}  // namespace

std::optional<call_id> ranked_order::next() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->second;
}

std::unique_ptr<admission_order> make_admission_order(std::string_view name) {
  if (name == "fifo") return std::make_unique<fifo_order>();
  if (name == "finish_first") return std::make_unique<finish_first_order>();
  return nullptr;
}

}  // namespace parley::quota
