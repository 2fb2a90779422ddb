// The loop's state: what one run holds between its iterations. Private to engine/run*.cpp.
// Must not know: files, flags, the terminal.
#pragma once

#include "engine/iteration.hpp"
#include "engine/paid_calls.hpp"
#include "engine/pause_gate.hpp"
#include "engine/planning.hpp"
#include "engine/run.hpp"
#include "engine/run_truth.hpp"
#include "engine/stopping.hpp"

namespace parley {

struct run::state {
  explicit state(run_inputs inputs);

  asio::awaitable<run_record> execute();
  void stop();
  void pause();
  void resume();
  bool paused() const { return time_.paused(); }
  std::vector<config_change> apply(const settings& updated,
                                   const std::vector<setting_change>& changes);

 private:
  /// What one iteration hands to the next.
  struct prompt_state {
    plan last;
    std::optional<tuning> proposal;
    std::optional<cohort_report> report;
    std::string author = "baseline";
    std::string reason;
  };
  struct intake_summary {
    intake_end why = intake_end::everyone;
    stop_reason budget = stop_reason::request_budget;
    std::size_t left_out = 0;
  };
  /// What the judge scores again after an iteration: a random part of it, and frozen transcripts.
  struct judge_checks {
    struct repeat {
      const judgement* first;  ///< of the record
      std::optional<double> again;
    };
    judge_checks(asio::any_io_executor executor, std::size_t judges) : seats(executor, judges) {}
    std::vector<repeat> repeats;
    std::vector<std::optional<double>> anchors;  ///< rewards now
    semaphore seats;
    spend_by_role before{};
    bool begun = false;
  };
  /// The parts of an iteration's time: tuner and judge keep a share of it for themselves.
  struct deadlines {
    time_point talk, judge, end;
    bool by_run = false;  ///< the run's own time ends before the iteration's would
  };

  void begin_record();
  bool may_start();
  asio::awaitable<void> loop();
  asio::awaitable<bool> iterate(int number, prompt_state& prompt);
  asio::awaitable<bool> make_plan(int number, prompt_state& prompt, time_point deadline,
                                  iteration_record& record);
  asio::awaitable<iteration_result> talk_to_all(int number, const plan& used, deadlines until,
                                                const past_iteration* past);
  asio::awaitable<void> tune(int number, prompt_state& prompt, time_point deadline,
                             iteration_record& record);
  /// Starts it: `out` and `record` live until tasks_ is joined.
  void begin_checks(const iteration_record& record, time_point deadline, judge_checks& out);
  bool ends_early() const;
  asio::awaitable<void> check_judge(const iteration_record& record, time_point deadline,
                                    judge_checks& out);
  /// After the join: what was found, and what is decided on it.
  void end_checks(iteration_record& record, const judge_checks& found);
  asio::awaitable<void> judge_again(const customer_profile& profile, conversation_record talk,
                                    int judgement_number, time_point deadline, permit seat,
                                    std::optional<double>& out);
  asio::awaitable<void> measure_gain();
  asio::awaitable<void> measure_one(const plan& used, std::size_t customer, int arm, int iteration,
                                    time_point deadline, permit seat, semaphore& judges,
                                    std::optional<held_trial>& out);
  void stand_on_evidence(const iteration_record& record, prompt_state& prompt);
  asio::awaitable<void> plan_task(planning_inputs in, std::optional<result<plan>>& out);
  asio::awaitable<void> tune_task(tuning_inputs in, std::optional<result<tuning>>& out);

  std::optional<time_point> run_must_end() const;
  deadlines deadlines_from(time_point begun) const;
  const past_iteration* past_of(int number) const;
  bool is_complete(const iteration_record& record, const deadlines& until) const;
  void take(iteration_result done, iteration_record& record, time_point talk_begun);
  void measure_spend(iteration_record& record, const spend_by_role& before, time_point begun) const;
  void take_times(iteration_record& record, const past_iteration& past) const;
  void remember_prompt(const iteration_record& record, const prompt_state& prompt);
  void close_iteration(iteration_record record);

  /// `decided`: what the iteration's evidence comes to is known.
  std::optional<stop_decision> must_stop(const iteration_record& record, bool decided);
  void say_nothing_gained(stop_decision& why) const;
  std::optional<stop_decision> lost_or_stopped(const iteration_record& record) const;
  std::optional<stop_decision> nothing_scored(const iteration_record& record) const;
  budget_use used_so_far(const iteration_record& record) const;
  void end(stop_decision why);
  void loosen();
  bool compare_with_earlier();
  void finish_record();
  double seconds_since(time_point then) const;

  run_inputs in_;
  settings loosest_;  // of the limits that applied during this iteration, for its lower bound
  agent_context context_;
  std::vector<customer_agent> customers_;
  std::vector<std::size_t> order_;
  std::array<cohort_statistics, 4> cohorts_;
  run_truth truth_;
  ledger book_;
  pace measured_;
  settled_spend settled_;
  pausable_clock time_;
  pause_gate gate_;
  paid_calls paid_;
  metered_provider llm_;
  std::optional<task_group> tasks_;
  iteration_work* talking_ = nullptr;  // while customers are talked to
  duration away_before_talk_{0};       // pauses until this iteration's first customer
  int stops_ = 0;
  time_point begun_{};
  run_record record_;
  std::vector<estimate> ltv_changes_;  // between consecutive iterations of this run
  intake_summary last_intake_;
  std::vector<config_change> changes_;  // since the last iteration was closed
};

}  // namespace parley
