// A provider around another that keeps the log by which the engine's books are checked.
// Must not know: which provider it is around.
#pragma once

#include <map>
#include <optional>

#include "agents/transcript.hpp"
#include "net/provider.hpp"

namespace parley::test {

/// What a provider saw, to check the engine's books against.
struct provider_log {
  spend_by_role replied{};
  int failed = 0;     ///< calls it answered with a failure
  int cancelled = 0;  ///< calls that were taken away from it
  int calls = 0;
  int while_held = 0;    ///< calls that came while the provider was held
  int after_fatal = 0;   ///< calls that came although an earlier one had met a fatal failure
  int most_talking = 0;  ///< customer and outreach calls in flight at once
  int most_judging = 0;
  std::optional<time_point> first_judge_call, last_talk_call;
  std::optional<time_point> last_check;          ///< when the judge was last asked a second time
  std::optional<time_point> third_answer;        ///< of a customer's or the outreach agent's call
  std::map<std::string, time_point> first_call;  ///< by iteration and customer
};

class logging_provider final : public provider {
 public:
  logging_provider(provider& inner, clock_source& clock) : inner_(inner), clock_(clock) {}

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return inner_.states(); }
  void hold(bool held) override {
    held_ = held;
    inner_.hold(held);
  }

  const provider_log& log() const { return log_; }
  int in_flight() const { return talking_ + judging_ + planning_; }

 private:
  struct visit;
  int& counter(agent_role role);

  provider& inner_;
  clock_source& clock_;
  provider_log log_;
  int talking_ = 0, judging_ = 0, planning_ = 0;
  int answered_talk_ = 0;
  bool fatal_met_ = false, ever_answered_ = false, held_ = false;
};

}  // namespace parley::test
