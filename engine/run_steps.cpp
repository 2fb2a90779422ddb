// The steps of one iteration that make calls: plan, talk to all, tune.
#include <fmt/format.h>

#include "engine/run_state.hpp"

namespace parley {
namespace {

std::string text_of(const failure& why) {
  return fmt::format("{}: {}", to_string(why.code), why.message);
}

failure cancelled_call() {
  return fail(failure_code::cancelled, "the run was stopped");
}

}  // namespace

asio::awaitable<void> run::state::plan_task(planning_inputs in, std::optional<result<plan>>& out) {
  result<plan> outcome = co_await obtain_plan(in);
  out.emplace(std::move(outcome));
}

asio::awaitable<void> run::state::tune_task(tuning_inputs in, std::optional<result<tuning>>& out) {
  result<tuning> outcome = co_await obtain_tuning(in);
  out.emplace(std::move(outcome));
}

asio::awaitable<bool> run::state::make_plan(int number, prompt_state& prompt, time_point deadline,
                                            iteration_record& record) {
  const plan last = prompt.last;
  std::optional<result<plan>> outcome;
  if (stops_ == 0) {
    planning_inputs in{context_, llm_, cohorts_, last};
    in.proposal = prompt.proposal ? &*prompt.proposal : nullptr;
    in.report = prompt.report ? &*prompt.report : nullptr;
    in.iteration = number;
    in.max_turns_limit = in_.config.conversation.max_turns;
    in.deadline = deadline;
    tasks_->spawn(plan_task(in, outcome));
    co_await tasks_->join();
    if (!outcome) book_.failed(agent_role::planner, cancelled_call());
  }
  if (auto decision = lost_or_stopped(record)) {
    end(std::move(*decision));
    co_return false;
  }
  if (*outcome) {
    prompt.last = std::move(**outcome);
    prompt.author = prompt.proposal ? "tuner" : "planner";
    prompt.reason = prompt.proposal ? prompt.proposal->rationale : "";
    record.plan_source = "planner";
    co_return true;
  }
  const std::string why = text_of(outcome->error());
  const bool first = record_.iterations.empty() && !in_.earlier && !in_.start_plan;
  record.plan_source = fmt::format("{}; the planner's was not usable: {}",
                                   first ? "baseline" : "last plan kept", why);
  in_.observer.notice(
      fmt::format("Iteration {}: the planner gave no usable plan, the last one "
                  "stays ({}).",
                  number, why));
  co_return true;
}

asio::awaitable<iteration_result> run::state::talk_to_all(int number, const plan& used,
                                                          deadlines until,
                                                          const past_iteration* past) {
  const auto executor = co_await asio::this_coro::executor;
  iteration_inputs in{in_.config, context_,     in_.profiles, customers_, order_,   used,    llm_,
                      time_,      in_.observer, book_,        measured_,  settled_, *tasks_, paid_};
  in.past = past;
  in.number = number;
  const std::vector<const plan*> told = truth_.told(used);
  in.told = told;
  in.talk_deadline = until.talk;
  in.judge_deadline = until.judge;
  iteration_work work(executor, in);
  // Tells stop() and apply() whom to reach; also when the work ends with an exception.
  struct reachable {
    iteration_work*& where;
    ~reachable() { where = nullptr; }
  };
  const reachable now{talking_ = &work};
  if (stops_ > 0) work.stop_intake();
  iteration_result done = co_await work.execute();
  co_return done;
}

// The next prompt starts from what stood the test; what was proposed for it is not known yet.
void run::state::stand_on_evidence(const iteration_record& record, prompt_state& prompt) {
  const prompt_version version =
      record_.history.empty() ? prompt_version{} : record_.history.back();
  truth_.observe(record, record_.iterations, version);
  if (truth_.search().begun()) prompt.last = truth_.search().incumbent();
}

asio::awaitable<void> run::state::tune(int number, prompt_state& prompt, time_point deadline,
                                       iteration_record& record) {
  std::optional<result<tuning>> outcome;
  // With the gate, the tuner improves what stands, and sees the customers who are searched on.
  const bool gated = truth_.on() && truth_.search().begun();
  const std::vector<prompt_version>& history = gated ? truth_.history_for_tuner() : record_.history;
  tuning_inputs in{context_, llm_, gated ? prompt.last : record.used,
                   gated ? truth_.report_for_tuner() : record.report, history};
  in.iteration = number;
  in.deadline = deadline;
  tasks_->spawn(tune_task(in, outcome));
  co_await tasks_->join();
  if (!outcome) {
    book_.failed(agent_role::tuner, cancelled_call());
    co_return;
  }
  prompt.report = gated ? truth_.report_for_tuner() : record.report;
  prompt.proposal.reset();
  if (*outcome) {
    prompt.proposal = std::move(**outcome);
    record.proposal = prompt.proposal;
    co_return;
  }
  in_.observer.notice(
      fmt::format("Iteration {}: the tuner gave no usable proposal, the plan stays "
                  "({}).",
                  number, text_of(outcome->error())));
}

}  // namespace parley
