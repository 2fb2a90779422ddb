#include "engine/optimise_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/planner_agent.hpp"
#include "base/random_stream.hpp"
#include "engine/conversation_driver.hpp"
#include "engine/judging.hpp"
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
  truth::population out;
  for (const customer_profile& p : in.profiles) out.cohorts.push_back(p.cohort);
  const truth::split_shares shares{in.config.truth.search_share, in.config.truth.selection_share};
  out.split = truth::split_customers(in.profiles, shares, in.config.run.seed);
  out.shares = truth::cohort_shares(in.profiles);
  return out;
}

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

// A recommender who is about to leave, a detractor who stays for sure, praise on every aspect with
// no recommendation: such a verdict was not thought through.
bool contradicts_itself(const score& verdict) {
  double sentiment = 0;
  for (const auto& [aspect, value] : verdict.aspect_sentiment)
    sentiment += value / static_cast<double>(verdict.aspect_sentiment.size());
  const bool recommends = verdict.nps_expected >= 8, detracts = verdict.nps_expected <= 3;
  return (recommends && (verdict.churn_prob >= 0.6 || sentiment <= -0.3)) ||
         (detracts && (verdict.churn_prob <= 0.1 || sentiment >= 0.3));
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
      paid_(in_.journal, in_.config, book_, expense{}),
      llm_(paid_, gate_, time_, book_) {
  customers_.reserve(in_.profiles.size());
  const customer_styles styles(context_);
  for (const customer_profile& profile : in_.profiles)
    customers_.emplace_back(context_, profile, styles);
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
  std::vector<held_trial> places(trials.size());
  batch_held_ = 0;
  batch_wanted_ = trials.size();
  tell("talking", 0, batch_wanted_);
  {
    semaphore open(executor, static_cast<std::size_t>(in_.config.conversation.max_open));
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (stops_ > 0 || book_.fatal() || paid_.refused()) break;
      places[i].which = trials[i];
      permit seat = co_await open.acquire();
      tasks_->spawn(hold_one(places[i], std::move(seat)));
    }
    co_await tasks_->join();
  }
  if (lost()) co_return;  // a batch that was cut says nothing
  std::vector<std::pair<truth::trial, truth::trial_outcome>> results;
  for (const held_trial& place : places) results.emplace_back(place.which, place.outcome);
  search_.held(results);
}

asio::awaitable<void> optimise_run::hold_one(held_trial& place, permit seat) {
  const truth::trial& which = place.which;
  const customer_profile& profile = in_.profiles[which.customer];
  const truth::arm& told = search_.arm_at(which.arm);
  plan used = baseline_;
  used.cohort_rules.clear();
  for (const std::string& text : told.rules) used.cohort_rules.push_back({"", told.cohort, text});
  const time_point deadline = time_.now() + in_.config.loop.iteration_deadline;

  conversation_inputs inputs;
  inputs.context = &context_;
  inputs.current_plan = &used;
  inputs.profile = &profile;
  inputs.customer = &customers_[which.customer];
  inputs.settings.max_turns_limit = in_.config.conversation.max_turns;
  inputs.settings.negative_replies_to_stop = in_.config.conversation.negative_replies_to_stop;
  inputs.settings.negative_below = in_.config.conversation.negative_below;
  inputs.iteration = which.epoch;
  inputs.replicate = which.replicate;
  conversation talk(inputs);
  const turn_listener nobody = [](const conversation&, const turn&) {};
  const double seconds = co_await converse(talk, llm_, time_, deadline, nobody);
  const conversation_record record = talk.take_record(seconds);

  judgement verdict;
  if (record.scorable()) {
    judging_inputs judging{context_, llm_, profile, record, deadline};
    verdict = co_await judge_once(judging);
    random_stream chance(in_.config.run.seed, profile.customer_id, "judge again",
                         which.arm * 1000 + static_cast<std::size_t>(which.epoch * 16) +
                             static_cast<std::size_t>(which.replicate));
    if (verdict.value && chance.chance(in_.config.truth.judge_repeats)) {
      judging.judgement = 1;
      const judgement again = co_await judge_once(judging);
      if (again.value)
        conduct_.repeats[which] = {normalised_reward(*verdict.value, in_.config.scoring),
                                   normalised_reward(*again.value, in_.config.scoring)};
    }
  }
  count(record, verdict);
  if (verdict.value) {
    place.outcome.scored = true;
    place.outcome.reward = normalised_reward(*verdict.value, in_.config.scoring);
    place.outcome.nps = verdict.value->nps_expected;
    place.outcome.engagement = verdict.value->engagement_prob;
    place.outcome.churn = verdict.value->churn_prob;
    place.outcome.words = words_of_company(record);
  }
  seat.release();
  tell("talking", ++batch_held_, batch_wanted_);
}

void optimise_run::count(const conversation_record& talk, const judgement& verdict) {
  ++conduct_.held;
  conduct_.invalid += talk.end == conversation_end::invalid;
  conduct_.failed += talk.end == conversation_end::failed;
  conduct_.left_early += talk.end == conversation_end::customer_left;
  if (!talk.scorable()) return;
  conduct_.silent += !talk.customer_answered();
  conduct_.scored += verdict.value.has_value();
  conduct_.unscored += !verdict.value.has_value();
  conduct_.contradictions += verdict.value && contradicts_itself(*verdict.value);
}

}  // namespace parley
