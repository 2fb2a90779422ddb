#include "agents/conversation.hpp"

#include <algorithm>
#include <cassert>

namespace parley {

conversation::conversation(conversation_inputs inputs) : in_(std::move(inputs)) {
  assert(in_.context && in_.current_plan && in_.profile && in_.customer);
  record_.customer_id = in_.profile->customer_id;
  record_.cohort = in_.profile->cohort;
  record_.iteration = in_.iteration;
  record_.replicate = in_.replicate;
  if (auto opening = in_.customer->opening())
    record_.turns.push_back(
        {.role = turn_role::customer, .content = std::move(*opening), .context = true});
}

conversation::action conversation::next() const {
  if (finished_) return finish{};
  const bool customer = awaiting_customer();
  call_key key;
  key.customer_id = record_.customer_id;
  key.iteration = in_.iteration;
  key.turn =
      customer ? agent_turns_ : agent_turns_ + 1;  // the message that is being written counts
  key.replicate = in_.replicate;
  key.arm = in_.arm;
  key.reask = complaint_.empty() ? 0 : 1;
  if (customer) return ask{in_.customer->ask(record_.turns, key, complaint_)};
  return ask{ask_proactive(*in_.context, *in_.current_plan, in_.customer->shown(), record_.turns,
                           key, complaint_)};
}

void conversation::on_reply(const chat_reply& reply) {
  assert(!finished_);
  if (finished_) return;
  role_spend& spend = record_.spend[static_cast<std::size_t>(awaiting_)];
  ++spend.calls;
  spend.retries += std::max(reply.attempts - 1, 0);
  spend.usage += reply.usage;
  if (awaiting_customer())
    on_customer_reply(reply);
  else
    on_agent_message(reply);
}

void conversation::on_failure(const failure& why) {
  assert(!finished_);
  if (finished_) return;
  ++record_.spend[static_cast<std::size_t>(awaiting_)].failures;
  end(conversation_end::failed, std::string(to_string(awaiting_)) + ": " +
                                    std::string(to_string(why.code)) + ": " + why.message);
}

void conversation::on_agent_message(const chat_reply& reply) {
  auto message = parse_proactive_message(reply);
  if (!message) return unusable(message.error());
  complaint_.clear();
  if (agent_turns_ == 0) record_.used = message->used;
  ++agent_turns_;
  record_.turns.push_back({.role = turn_role::agent, .content = std::move(message->message)});
  awaiting_ = agent_role::customer;
}

void conversation::on_customer_reply(const chat_reply& reply) {
  auto answer = parse_customer_reply(reply, in_.customer->brief());
  if (!answer) return unusable(answer.error());
  complaint_.clear();
  awaiting_ = agent_role::proactive;
  record_.turns.push_back({.role = turn_role::customer,
                           .content = std::move(answer->message),
                           .sentiment = answer->sentiment,
                           .silent = answer->silent});
  const bool negative = answer->sentiment < in_.settings.negative_below;
  negative_in_a_row_ = negative ? negative_in_a_row_ + 1 : 0;
  // Silence first: whoever says nothing has not said goodbye either, whatever they think.
  if (answer->silent) return end(conversation_end::silence);
  if (answer->wants_to_end) return end(conversation_end::customer_left);
  if (negative_in_a_row_ >= std::max(in_.settings.negative_replies_to_stop, 1))
    return end(conversation_end::repeated_negativity);
  if (agent_turns_left() == 0) end(conversation_end::max_turns);
}

void conversation::unusable(const failure& why) {
  if (!complaint_.empty()) return end(conversation_end::invalid, why.message);
  ++record_.reasks;
  complaint_ = why.message.empty() ? std::string(to_string(why.code)) : why.message;
}

void conversation::end(conversation_end how, std::string detail) {
  record_.end = how;
  record_.detail = std::move(detail);
  finished_ = true;
}

int conversation::agent_turns_left() const {
  if (finished_) return 0;
  const int most = std::max(std::min(in_.current_plan->max_turns, in_.settings.max_turns_limit), 1);
  return std::max(most - agent_turns_, 0);
}

conversation_record conversation::take_record(double duration_sec) {
  assert(finished_);
  record_.duration_sec = duration_sec;
  return std::move(record_);
}

}  // namespace parley
