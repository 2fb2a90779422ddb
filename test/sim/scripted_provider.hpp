// A provider that answers from a seed, on any clock, with the faults it is told to have.
#pragma once

#include <map>

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
  double crowded_until = 1e9;   ///< seconds: then they are not limited any more
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

class scripted_provider final : public provider {
 public:
  scripted_provider(clock_source& clock, provider_script script);

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return {}; }

  /// Seconds that the calls of a conversation took or would have taken, waiting not in it; by
  /// iteration and customer.
  const std::map<std::string, double>& drawn_talk() const { return drawn_talk_; }
  const std::map<std::string, double>& drawn_judge() const { return drawn_judge_; }

 private:
  bool faults_on() const;
  time_point ready_at(double latency);
  chat_reply reply_to(const chat_request& request, random_stream& random);

  clock_source& clock_;
  provider_script script_;
  time_point begun_;
  time_point busy_until_;
  int calls_ = 0;
  std::map<std::string, double> drawn_talk_, drawn_judge_;
};

}  // namespace parley::test
