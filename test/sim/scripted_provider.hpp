// A provider that answers from a seed, on any clock, with the faults it is told to have.
#pragma once

#include <functional>
#include <map>

#include "agents/transcript.hpp"
#include "base/random_stream.hpp"
#include "net/provider.hpp"
#include "test/sim/scripted_texts.hpp"

namespace parley::test {

/// What it does wrong, and how fast it is. Probabilities are per call.
struct provider_script {
  std::uint64_t seed = 1;
  double median_latency = 0.8;  ///< seconds, log-normal
  double latency_sigma = 0.4;
  double calls_per_second = 0;  ///< what it can do, first come first served; 0: any
  double malformed = 0;         ///< text that fits no schema
  double role_flip = 0;         ///< the customer plays the company
  double failed = 0;            ///< the call fails for good (server_error)
  double stalled = 0;           ///< no answer before the deadline
  double silent_customer = 0.2;
  double faults_until = 1e9;     ///< seconds from the start; none after that
  bool planner_garbage = false;  ///< every planner reply is unusable
  bool tuner_garbage = false;
  double improvement = 0.3;  ///< the judge's NPS rises by this with each iteration
  int fatal_at_call = 0;     ///< from this call on (from 1) everything fails; 0: never
  failure_code fatal = failure_code::balance_exhausted;

  text_script texts() const { return {seed, silent_customer, improvement, 0}; }
};

/// What it saw, to check the engine's books against.
struct provider_log {
  spend_by_role replied{};
  int failed = 0;     ///< calls it answered with a failure
  int cancelled = 0;  ///< calls that were taken away from it
  int calls = 0;
  int after_fatal = 0;   ///< calls that came although an earlier one had met the fatal failure
  int most_talking = 0;  ///< customer and outreach calls in flight at once
  int most_judging = 0;
  std::optional<time_point> first_judge_call, last_talk_call;
  std::map<std::string, time_point> first_call;  ///< by iteration and customer
};

class scripted_provider final : public provider {
 public:
  scripted_provider(clock_source& clock, provider_script script);

  asio::awaitable<result<chat_reply>> complete(chat_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return {}; }

  const provider_log& log() const { return log_; }
  int in_flight() const { return talking_ + judging_ + planning_; }

 private:
  struct visit;
  bool faults_on() const;
  int& counter(agent_role role);
  time_point ready_at(double latency);
  chat_reply reply_to(const chat_request& request, random_stream& random);

  clock_source& clock_;
  provider_script script_;
  provider_log log_;
  time_point begun_;
  time_point busy_until_;
  int talking_ = 0, judging_ = 0, planning_ = 0;
  bool fatal_met_ = false;
};

}  // namespace parley::test
