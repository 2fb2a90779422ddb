#include "test/sim/logging_provider.hpp"

#include "test/sim/scripted_texts.hpp"

namespace parley::test {

// Counts a call in and out, also when it is cancelled.
struct logging_provider::visit {
  visit(logging_provider& owner, agent_role role) : to(owner), in_flight(to.counter(role)) {
    ++in_flight;
    to.log_.most_talking = std::max(to.log_.most_talking, to.talking_);
    to.log_.most_judging = std::max(to.log_.most_judging, to.judging_);
  }
  ~visit() {
    --in_flight;
    if (!answered) ++to.log_.cancelled;
  }
  logging_provider& to;
  int& in_flight;
  bool answered = false;
};

int& logging_provider::counter(agent_role role) {
  if (role == agent_role::judge) return judging_;
  return role == agent_role::customer || role == agent_role::proactive ? talking_ : planning_;
}

asio::awaitable<call_result> logging_provider::complete(shared_request request,
                                                        time_point deadline) {
  ++log_.calls;
  if (fatal_met_) ++log_.after_fatal;
  if (held_) ++log_.while_held;
  const agent_role role = request->role;
  const std::string customer = metadata_of(*request, "customer_id");
  if (!customer.empty())
    log_.first_call.emplace(metadata_of(*request, "iteration") + "/" + customer, clock_.now());
  if (role == agent_role::judge && !log_.first_judge_call) log_.first_judge_call = clock_.now();
  const bool asked_first = metadata_of(*request, "reask") == "0";
  if (asked_first && !metadata_of(*request, "judgement").empty()) log_.last_check = clock_.now();
  if (&counter(role) == &talking_) log_.last_talk_call = clock_.now();
  visit here(*this, role);
  call_result reply = co_await inner_.complete(std::move(request), deadline);
  here.answered = true;
  role_spend& spent = log_.replied[static_cast<std::size_t>(role)];
  if (!reply) {
    ++log_.failed;
    spent.retries += std::max(0, reply.error().attempts - 1);
    const failure_code code = reply.error().code;
    fatal_met_ = fatal_met_ || code == failure_code::authentication ||
                 code == failure_code::balance_exhausted || code == failure_code::untrusted ||
                 (code == failure_code::connect_failed && !ever_answered_);
    co_return reply;
  }
  ever_answered_ = true;
  if (&counter(role) == &talking_ && ++answered_talk_ == 3) log_.third_answer = clock_.now();
  ++spent.calls;
  spent.retries += reply->attempts - 1;
  spent.usage += reply->usage;
  co_return reply;
}

}  // namespace parley::test
