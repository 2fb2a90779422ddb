#include "engine/people/measured_talks.hpp"

#include <map>
#include <tuple>

#include "agents/customer_agent.hpp"
#include "agents/judge_agent.hpp"
#include "agents/opening.hpp"
#include "agents/proactive_agent.hpp"
#include "engine/held_trial.hpp"

namespace parley::people {
namespace {

/// The replies of one conversation: of each step the one that was asked for last.
struct replies {
  std::map<int, std::pair<int, const chat_reply*>> company, customer;  // by turn: reask, reply
  std::pair<int, const chat_reply*> judge{-1, nullptr};
};

void keep_later(std::pair<int, const chat_reply*>& slot, int reask, const chat_reply& reply) {
  if (slot.second == nullptr || reask >= slot.first) slot = {reask, &reply};
}

std::map<talk_key, replies> by_talk(const std::vector<recorded_call>& calls) {
  std::map<talk_key, replies> out;
  for (const recorded_call& call : calls) {
    const call_name& name = call.name;
    if (name.replicate != replicate_of_measurement || name.judgement != 0 || !call.outcome.reply)
      continue;
    replies& mine = out[{name.iteration, name.customer_id, name.arm + 1}];
    const chat_reply& reply = *call.outcome.reply;
    if (name.role == agent_role::proactive)
      keep_later(mine.company[name.turn], name.reask, reply);
    else if (name.role == agent_role::customer)
      keep_later(mine.customer[name.turn], name.reask, reply);
    else if (name.role == agent_role::judge)
      keep_later(mine.judge, name.reask, reply);
  }
  return out;
}

// Empty: a step is missing, or its last reply is not usable after all.
std::vector<turn> turns_of(const replies& mine, const customer_profile& profile) {
  // What the run took for a customer's words: it compared them with more than is known here.
  static const guarded_brief brief{std::make_shared<word_runs>(), ""};
  std::vector<turn> out;
  if (mine.company.empty() || mine.company.size() != mine.customer.size()) return out;
  if (auto opening = opening_of(profile))
    out.push_back({.role = turn_role::customer, .content = std::move(*opening), .context = true});
  int number = 0;
  for (const auto& [at, company] : mine.company) {
    const auto answer = mine.customer.find(at);
    if (at != ++number || answer == mine.customer.end()) return {};
    auto message = parse_proactive_message(*company.second);
    auto reply = parse_customer_reply(*answer->second.second, brief);
    if (!message || !reply) return {};
    out.push_back({.role = turn_role::agent, .content = std::move(message->message)});
    out.push_back({.role = turn_role::customer,
                   .content = std::move(reply->message),
                   .sentiment = reply->sentiment,
                   .silent = reply->silent});
  }
  return out;
}

}  // namespace

std::vector<measured_talk> measured_talks(const std::vector<recorded_call>& calls,
                                          const std::vector<customer_profile>& profiles) {
  std::map<std::string, const customer_profile*> known;
  for (const customer_profile& one : profiles) known[one.customer_id] = &one;
  std::vector<measured_talk> out;
  for (const auto& [key, mine] : by_talk(calls)) {
    const auto profile = known.find(key.customer_id);
    if (profile == known.end() || mine.judge.second == nullptr) continue;
    auto verdict = parse_score(*mine.judge.second);
    auto turns = turns_of(mine, *profile->second);
    if (!verdict || turns.empty()) continue;
    out.push_back({key, profile->second->cohort, std::move(turns), std::move(*verdict)});
  }
  return out;
}

}  // namespace parley::people
