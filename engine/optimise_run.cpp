#include "engine/optimise_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/planner_agent.hpp"
#include "base/random_stream.hpp"
#include "engine/planning.hpp"
#include "engine/run_context.hpp"
#include "engine/scoring/value_model.hpp"

namespace parley {
namespace {

constexpr int default_per_customer = 10;

optimise_inputs in_order(optimise_inputs in) {
  std::sort(in.profiles.begin(), in.profiles.end(),
            [](const auto& a, const auto& b) { return a.customer_id < b.customer_id; });
  return in;
}

truth::population people_of(const optimise_inputs& in) {
  const truth::split_shares shares{in.config.truth.search_share, in.config.truth.selection_share};
  return truth::population_of(in.profiles, shares, in.config.run.seed);
}

}  // namespace

truth::optimiser_settings search_rules(const settings& config, std::size_t customers) {
  const truth_settings& from = config.truth;
  truth::optimiser_settings out;
  out.budget = from.conversations > 0 ? static_cast<std::size_t>(from.conversations)
                                      : default_per_customer * customers;
  out.iterations = from.iterations;
  out.proposals = from.proposals;
  out.patience = from.patience;
  out.alpha = from.alpha;
  out.confidence = config.scoring.confidence;
  out.resamples = from.resamples;
  out.inclusion_share = from.inclusion;
  out.effects.confidence = config.scoring.confidence;
  out.effects.worth = from.worth;
  out.gate.margin = from.margin;
  out.rules.most_rules = static_cast<std::size_t>(from.most_rules);
  out.rules.most_characters = static_cast<std::size_t>(from.most_rule_characters);
  out.seed = config.run.seed;
  return out;
}

optimise_run::optimise_run(optimise_inputs inputs)
    : in_(in_order(std::move(inputs))),
      context_(make_context(in_.prompts, in_.config)),
      baseline_(in_.start_plan ? *in_.start_plan
                               : baseline_plan(context_, in_.config.conversation.max_turns)),
      people_(people_of(in_)),
      rules_(search_rules(in_.config, in_.profiles.size())),
      search_(rules_, people_, baseline_),
      time_(in_.clock),
      gate_(in_.llm, time_, book_),
      paid_(gate_, in_.journal, {}, in_.config, book_, expense{}),
      llm_(paid_, gate_, time_, book_) {
  customers_.reserve(in_.profiles.size());
  for (const customer_profile& profile : in_.profiles) customers_.emplace_back(context_, profile);
}

void optimise_run::stop() {
  ++stops_;
  if (stops_ >= 2 && tasks_) tasks_->cancel();
}

// After a batch: whether the search has to end now.
bool optimise_run::lost() {
  if (book_.fatal())
    end_ = {false, stop_reason::provider_failure,
            fmt::format("{}: {}", to_string(book_.fatal()->code), book_.fatal()->message)};
  else if (paid_.refused())
    end_ = {false, paid_.refused()->reason, paid_.refused()->sentence};
  else if (stops_ > 0)
    end_ = {false, stop_reason::interrupted, "stopped on request"};
  return !end_.complete;
}

void optimise_run::tell(std::string doing, std::size_t held, std::size_t wanted) const {
  if (!in_.progress) return;
  search_progress now;
  now.iteration = search_.findings().empty() ? 1 : search_.findings().back().iteration;
  now.doing = std::move(doing);
  now.held = held;
  now.wanted = wanted;
  now.held_in_all = conduct_.held;
  now.budget = rules_.budget;
  in_.progress(now);
}

asio::awaitable<void> optimise_run::execute() {
  const auto executor = co_await asio::this_coro::executor;
  task_group tasks(executor);
  tasks_ = &tasks;
  while (!lost()) {
    truth::optimiser_step step = search_.next();
    if (std::holds_alternative<truth::finished>(step)) break;
    if (auto* asked = std::get_if<truth::ask_proposal>(&step))
      co_await propose(std::move(*asked));
    else
      co_await hold(std::move(std::get<truth::hold_trials>(step).trials));
  }
  tasks_ = nullptr;
}

asio::awaitable<void> optimise_run::ask_tuner_once(const truth::ask_proposal& asked,
                                                   std::optional<plan>& out) {
  tuning_inputs in{context_, llm_, asked.current, asked.report, asked.history};
  in.iteration = asked.iteration;
  in.deadline = time_.now() + in_.config.loop.iteration_deadline;
  result<tuning> answer = co_await obtain_tuning(in);
  if (!answer) co_return;
  // The base is protected: of a proposal only the rules count.
  out = asked.current;
  out->cohort_rules = std::move(answer->cohort_rules);
}

asio::awaitable<void> optimise_run::propose(truth::ask_proposal asked) {
  tell("asking the tuner", static_cast<std::size_t>(asked.number),
       static_cast<std::size_t>(rules_.proposals));
  std::optional<plan> proposal;
  tasks_->spawn(ask_tuner_once(asked, proposal));
  co_await tasks_->join();
  if (!lost()) search_.proposed(std::move(proposal));
}

asio::awaitable<void> optimise_run::hold(std::vector<truth::trial> trials) {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<wanted_trial> places(trials.size());
  batch_held_ = 0;
  batch_wanted_ = trials.size();
  tell("talking", 0, batch_wanted_);
  {
    semaphore open(executor, static_cast<std::size_t>(in_.config.conversation.max_open));
    semaphore judges(executor, static_cast<std::size_t>(in_.config.conversation.judges));
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (stops_ > 0 || book_.fatal() || paid_.refused()) break;
      places[i].which = trials[i];
      permit seat = co_await open.acquire();
      tasks_->spawn(hold_one(places[i], std::move(seat), judges));
    }
    co_await tasks_->join();
  }
  if (lost()) co_return;  // a batch that was cut says nothing
  std::vector<std::pair<truth::trial, truth::trial_outcome>> results;
  for (const wanted_trial& place : places) results.emplace_back(place.which, place.outcome);
  search_.held(results);
}

asio::awaitable<void> optimise_run::hold_one(wanted_trial& place, permit seat, semaphore& judges) {
  const truth::trial& which = place.which;
  const customer_profile& profile = in_.profiles[which.customer];
  const truth::arm& told = search_.arm_at(which.arm);
  plan used = baseline_;
  used.cohort_rules.clear();
  for (const std::string& text : told.rules) used.cohort_rules.push_back({"", told.cohort, text});
  random_stream chance(in_.config.run.seed, profile.customer_id, "judge again",
                       which.arm * 1000 + static_cast<std::size_t>(which.epoch * 16) +
                           static_cast<std::size_t>(which.replicate));
  trial_order order{profile,
                    customers_[which.customer],
                    std::move(used),
                    which.epoch,
                    which.replicate,
                    chance.chance(in_.config.truth.judge_repeats),
                    time_.now() + in_.config.loop.iteration_deadline};
  const trial_doors doors{in_.config, context_, llm_, time_, judges};
  const held_trial held = co_await hold_trial(doors, std::move(order));
  conduct_.count(held.talk, &held.verdict);
  if (held.again)
    conduct_.repeats[which] = {normalised_reward(*held.verdict.value, in_.config.scoring),
                               normalised_reward(*held.again, in_.config.scoring)};
  place.outcome = outcome_of(held, in_.config.scoring);
  seat.release();
  tell("talking", ++batch_held_, batch_wanted_);
}

}  // namespace parley
