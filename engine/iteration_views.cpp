// What the decisions about one iteration look at, and what is known of its customers from before.
#include <algorithm>
#include <cassert>

#include "engine/cost.hpp"
#include "engine/iteration.hpp"

namespace parley {
namespace {

spent in_budget_units(const spend_by_role& spend, const settings& config) {
  return {total_requests(spend), total_tokens(spend), cost_of(spend, config).amount};
}

}  // namespace

bool iteration_work::was_let_in(std::size_t index) const {
  return in_.past && in_.past->let_in.contains(in_.profiles[index].customer_id);
}

double iteration_work::duration_of(const conversation_record& talk) const {
  if (!in_.past || (talk.end == conversation_end::failed && !in_.past->closed))
    return talk.duration_sec;
  const auto found = in_.past->durations.find({talk.customer_id, talk.replicate});
  return found == in_.past->durations.end() ? talk.duration_sec : found->second;
}

std::size_t iteration_work::index_of_customer(std::string_view customer_id) const {
  const auto found = std::lower_bound(
      in_.profiles.begin(), in_.profiles.end(), customer_id,
      [](const customer_profile& one, std::string_view id) { return one.customer_id < id; });
  assert(found != in_.profiles.end() && found->customer_id == customer_id);
  return static_cast<std::size_t>(found - in_.profiles.begin());
}

conversation_inputs iteration_work::inputs_for(std::size_t index) const {
  conversation_inputs inputs;
  inputs.context = &in_.context;
  inputs.current_plan = in_.told.empty() ? &in_.used : in_.told[index];
  inputs.profile = &in_.profiles[index];
  inputs.customer = &in_.customers[index];
  inputs.settings.max_turns_limit = in_.config.conversation.max_turns;
  inputs.settings.negative_replies_to_stop = in_.config.conversation.negative_replies_to_stop;
  inputs.settings.negative_below = in_.config.conversation.negative_below;
  inputs.iteration = in_.number;
  return inputs;
}

int iteration_work::longest_calls() const {
  return 2 * std::min(in_.used.max_turns, in_.config.conversation.max_turns);
}

intake_view iteration_work::deadline_view() const {
  intake_view view;
  view.now = in_.clock.now();
  view.talk_deadline = in_.talk_deadline;
  view.judge_deadline = in_.judge_deadline;
  view.talking = talking_;
  view.in_judge = judges_.pending();
  view.calls_of_talking = calls_of_talking_;
  view.longest_calls = longest_calls();
  view.judges = in_.config.conversation.judges;
  view.requests_per_minute =
      in_.config.limits_for(in_.config.agent(agent_role::customer).model).requests_per_minute;
  return view;
}

budget_view iteration_work::budgets_view() const {
  budget_view view;
  view.total = in_budget_units(in_.book.spend(), in_.config);
  view.unsettled = in_budget_units(unsettled_, in_.config);
  view.by_settled = in_budget_units(in_.settled.spend, in_.config);
  view.settled = in_.settled.customers;
  view.in_progress = in_progress_;
  return view;
}

}  // namespace parley
