#include "engine/held_trial.hpp"

#include "agents/verdict_check.hpp"
#include "engine/conversation_driver.hpp"
#include "engine/judging.hpp"
#include "engine/scoring/value_model.hpp"

namespace parley {
double words_of_company(const conversation_record& talk) {
  double words = 0;
  for (const turn& t : talk.turns) {
    if (t.role != turn_role::agent) continue;
    bool inside = false;
    for (const char c : t.content) {
      const bool space = c == ' ' || c == '\n' || c == '\t';
      words += !space && !inside;
      inside = !space;
    }
  }
  return words;
}

asio::awaitable<held_trial> hold_trial(trial_doors doors, trial_order order) {
  conversation_inputs inputs;
  inputs.context = &doors.context;
  inputs.current_plan = &order.used;
  inputs.profile = &order.profile;
  inputs.customer = &order.customer;
  inputs.settings.max_turns_limit = doors.config.conversation.max_turns;
  inputs.settings.negative_replies_to_stop = doors.config.conversation.negative_replies_to_stop;
  inputs.settings.negative_below = doors.config.conversation.negative_below;
  inputs.iteration = order.iteration;
  inputs.replicate = order.replicate;
  inputs.arm = order.arm;
  conversation talk(inputs);
  const turn_listener nobody = [](const conversation&, const turn&) {};
  held_trial out;
  const double seconds = co_await converse(talk, doors.llm, doors.clock, order.deadline, nobody);
  out.talk = talk.take_record(seconds);
  if (!out.talk.scorable()) co_return out;
  const permit seat = co_await doors.judges.acquire();
  judging_inputs judging{doors.context, doors.llm, order.profile, out.talk, order.deadline};
  judging.arm = order.arm;
  out.verdict = co_await judge_once(judging);
  if (!out.verdict.value || !order.judge_twice) co_return out;
  judging.judgement = 1;
  judgement again = co_await judge_once(judging);
  out.again = std::move(again.value);
  co_return out;
}

truth::trial_outcome outcome_of(const held_trial& held, const scoring_settings& constants) {
  truth::trial_outcome out;
  if (!held.verdict.value) return out;
  const score& verdict = *held.verdict.value;
  out.scored = true;
  out.reward = normalised_reward(verdict, constants);
  out.nps = verdict.nps_expected;
  out.engagement = verdict.engagement_prob;
  out.churn = verdict.churn_prob;
  out.words = words_of_company(held.talk);
  return out;
}

void search_conduct::count(const conversation_record& talk, const judgement* verdict) {
  ++held;
  invalid += talk.end == conversation_end::invalid;
  failed += talk.end == conversation_end::failed;
  left_early += talk.end == conversation_end::customer_left;
  if (!talk.scorable()) return;
  silent += !talk.customer_answered();
  const bool has = verdict && verdict->value;
  scored += has;
  unscored += !has;
  if (!has) return;
  const verdict_conflicts conflicts = conflicts_of(*verdict->value);
  contradictions += conflicts.numbers;
  against_rationale += conflicts.rationale;
}

}  // namespace parley
