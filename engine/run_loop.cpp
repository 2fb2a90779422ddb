// The loop itself: plan, talk and judge, score, stop or tune, again.
#include <fmt/format.h>

#include "engine/cost.hpp"
#include "engine/run_state.hpp"
#include "output/reproducible.hpp"

namespace parley {
namespace {

// Shares of an iteration's time, with the most that they may take.
constexpr double planner_share = 0.25;
constexpr double judge_share = 0.10;
constexpr double tuner_share = 0.05;  // the judge is checked beside it
constexpr std::chrono::seconds most_reserve{60};

duration part_of(duration whole, double share, duration most) {
  return std::min(most, std::chrono::duration_cast<duration>(whole * share));
}

// The loop may still propose a next prompt after these.
bool is_regular_end(stop_reason reason) {
  return reason == stop_reason::converged || reason == stop_reason::max_iterations;
}

}  // namespace

asio::awaitable<run_record> run::state::execute() {
  tasks_.emplace(co_await asio::this_coro::executor);
  begin_record();
  if (may_start()) {
    if (!truth_.on() && in_.outcomes)
      in_.observer.notice(
          "truth.outcomes has no effect: with truth.gate = false no gain is claimed.");
    if (truth_.on())
      for (const std::string& line : truth_.forecast()) in_.observer.notice(line);
    co_await loop();
    if (is_regular_end(record_.stopped)) co_await measure_gain();
  }
  finish_record();
  co_return record_;
}

asio::awaitable<void> run::state::loop() {
  prompt_state prompt;
  if (in_.earlier) {  // as if this loop had made that iteration itself
    prompt.last = in_.earlier->last.used;
    prompt.proposal = in_.earlier->last.proposal;
    prompt.report = in_.earlier->last.report;
    if (truth_.on()) {
      truth_.start_history(in_.earlier->history);
      stand_on_evidence(in_.earlier->last, prompt);
      truth_.decide(in_.earlier->last);
      prompt.report = truth_.report_for_tuner();
    }
  } else {
    prompt.last = in_.start_plan ? *in_.start_plan
                                 : baseline_plan(context_, in_.config.conversation.max_turns);
  }
  for (int number = in_.first_iteration;; ++number) {
    const bool go_on = co_await iterate(number, prompt);
    if (!go_on) co_return;
  }
}

std::optional<time_point> run::state::run_must_end() const {
  std::optional<time_point> end = in_.must_end;
  if (in_.config.loop.time_budget.count() > 0) {
    const time_point by_budget = begun_ + in_.config.loop.time_budget;
    end = end ? std::min(*end, by_budget) : by_budget;
  }
  return end;
}

run::state::deadlines run::state::deadlines_from(time_point begun) const {
  deadlines until;
  until.end = begun + in_.config.loop.iteration_deadline;
  if (const auto end_of_run = run_must_end()) {
    until.by_run = *end_of_run < until.end;
    until.end = std::min(until.end, *end_of_run);
  }
  const duration whole = std::max(duration::zero(), until.end - begun);
  until.judge = until.end - part_of(whole, tuner_share, most_reserve);
  until.talk = until.judge - part_of(whole, judge_share, most_reserve);
  return until;
}

asio::awaitable<bool> run::state::iterate(int number, prompt_state& prompt) {
  const past_iteration* past = past_of(number);
  time_point begun = time_.now();
  if (past && !past->closed)  // only time at work counts
    begun -= std::chrono::duration_cast<duration>(std::chrono::duration<double>(past->wall_sec));
  const deadlines until = deadlines_from(begun);
  const spend_by_role spend_before = book_.spend();
  iteration_record record;
  record.iteration = number;
  record.started_at = past ? past->started_at : utc_timestamp_now();

  const time_point plan_deadline =
      begun + part_of(until.end - begun, planner_share, until.end - begun);
  const bool planned = co_await make_plan(number, prompt, plan_deadline, record);
  if (!planned) co_return false;
  record.used = truth_.on() ? truth_.search().challenger(prompt.last) : prompt.last;
  in_.observer.iteration_started(number, record.used, in_.profiles.size());

  away_before_talk_ = time_.away();
  const time_point talk_begun = time_.now();
  loosest_ = in_.config;
  iteration_result done = co_await talk_to_all(number, record.used, until, past);
  take(std::move(done), record, talk_begun);
  measure_spend(record, spend_before, begun);
  remember_prompt(record, prompt);

  // What followed was begun: the decision has been made.
  const bool followed = past && past->closed && past->followed;
  judge_checks checks(co_await asio::this_coro::executor,
                      static_cast<std::size_t>(in_.config.conversation.judges));
  std::optional<stop_decision> decision;
  if (truth_.on()) {
    stand_on_evidence(record, prompt);
    begin_checks(record, until.end, checks);
  }
  if (!followed) decision = must_stop(record, !truth_.on());
  // Beside the tuner's call, unless the run may end on what the checks say.
  const bool beside = truth_.on() && !decision && (followed || !truth_.search().may_end());
  if (truth_.on() && !beside) {
    co_await tasks_->join();
    end_checks(record, checks);
    if (!followed && !decision) decision = must_stop(record, true);
  }
  if (!decision || (in_.tune_after_last && is_regular_end(decision->reason))) {
    co_await tune(number, prompt, until.end, record);
    if (auto lost = lost_or_stopped(record)) decision = std::move(lost);
  }
  if (beside) end_checks(record, checks);
  measure_spend(record, spend_before, begun);
  if (beside && !followed && !decision) decision = must_stop(record, true);
  record.complete = is_complete(record, until);
  if (past) take_times(record, *past);
  close_iteration(std::move(record));
  if (!decision) co_return true;
  say_nothing_gained(*decision);
  end(std::move(*decision));
  co_return false;
}

void run::state::take(iteration_result done, iteration_record& record, time_point talk_begun) {
  record.conversations = std::move(done.conversations);
  record.judgements = std::move(done.judgements);
  record.values = std::move(done.values);
  record.report = std::move(done.report);
  const makespan_bound bound =
      lower_bound(done.chains, limits_in_force(loosest_, in_.llm.states()));
  // During a pause the provider's buckets fill up while our time stands still: no ratio then.
  if (bound.seconds > 0 && time_.away() == away_before_talk_) {
    record.makespan_ratio = seconds_since(talk_begun) / bound.seconds;
    record.binding_term = bound.binding_term;
  }
  last_intake_ = {done.intake, done.budget, done.left_out};
  record.intake = to_string(done.intake);
  record.left_out = done.left_out;
  if (!record_.iterations.empty())
    ltv_changes_.push_back(
        compare(record_.iterations.back(), record, in_.config.scoring).rows.back().ltv_change);
  if (done.intake == intake_end::deadline)
    in_.observer.notice(
        fmt::format("Iteration {}: {} of {} customers were not let in, so that the "
                    "iteration's deadline holds.",
                    record.iteration, done.left_out, in_.profiles.size()));
}

void run::state::measure_spend(iteration_record& record, const spend_by_role& before,
                               time_point begun) const {
  record.report.spend = spend_since(book_.spend(), before);
  record.report.tokens_used = total_tokens(record.report.spend);
  record.report.cost = cost_of(record.report.spend, in_.config).amount;
  record.report.wall_sec = seconds_since(begun);
}

void run::state::remember_prompt(const iteration_record& record, const prompt_state& prompt) {
  prompt_version version;
  version.iteration = record.iteration;
  version.used = record.used;
  version.author = prompt.author;
  version.reason = prompt.reason;
  if (record.report.all.n > 0) {
    version.reward = record.report.all.reward.mean;
    version.ltv_ratio = record.report.all.ltv_ratio.mean;
  }
  record_.history.push_back(std::move(version));
}

const past_iteration* run::state::past_of(int number) const {
  return in_.past ? in_.past->find(number) : nullptr;
}

// Complete: nothing of it would be done if the run went on, except what follows it.
bool run::state::is_complete(const iteration_record& record, const deadlines& until) const {
  if (ends_early()) return false;
  if (last_intake_.why != intake_end::everyone && last_intake_.why != intake_end::deadline)
    return false;
  const cohort_summary& all = record.report.all;
  return !until.by_run || (record.left_out == 0 && all.failed == 0 && all.unscored == 0);
}

// An iteration that was closed keeps its times; of one that went on after a break, the time at work
// says nothing about how well it was scheduled.
void run::state::take_times(iteration_record& record, const past_iteration& past) const {
  record.makespan_ratio = past.closed ? past.makespan_ratio : 0;
  record.binding_term = past.closed ? past.binding_term : "";
  record.config_changes = past.changes;
  if (!past.closed) return;
  record.finished_at = past.finished_at;
  record.report.wall_sec = past.wall_sec;
  if (!past.intake.empty()) record.intake = past.intake;
  if (record.intake == to_string(intake_end::deadline))
    record.report.refused_for_deadline = record.left_out;
}

void run::state::close_iteration(iteration_record record) {
  if (record.finished_at.empty()) record.finished_at = utc_timestamp_now();
  auto changed = std::exchange(changes_, {});
  std::move(changed.begin(), changed.end(), std::back_inserter(record.config_changes));
  if (in_.config.run.reproducible) leave_out_times(record);
  in_.observer.prompt_recorded(record_.history.back());
  record_.iterations.push_back(std::move(record));
  in_.observer.iteration_finished(record_.iterations.back());
}

}  // namespace parley
