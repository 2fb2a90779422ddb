// One round of conversations: lets customers in, has them judged, collects the results.
// Must not know: planner and tuner, other iterations, when the loop ends.
#pragma once

#include <memory>

#include "engine/admission_gate.hpp"
#include "engine/conversation_driver.hpp"
#include "engine/events.hpp"
#include "engine/judge_stage.hpp"
#include "engine/ledger.hpp"
#include "engine/lower_bound.hpp"
#include "engine/metered_provider.hpp"
#include "engine/pace.hpp"
#include "engine/paid_calls.hpp"
#include "engine/scoring/cohort_scorer.hpp"
#include "output/past_run.hpp"

namespace parley {

/// What the customers' conversations have cost over the whole run: budgets are projected from it.
struct settled_spend {
  spend_by_role spend{};
  std::size_t customers = 0;
};

/// References are owned by the run and outlive the iteration.
struct iteration_inputs {
  const settings& config;  ///< live values are read when they are needed
  const agent_context& context;
  std::span<const customer_profile> profiles;  ///< sorted by customer_id
  std::span<const customer_agent> customers;   ///< one for each profile
  std::span<const std::size_t> order;          ///< of admission
  const plan& used;
  metered_provider& llm;
  clock_source& clock;
  run_observer& observer;
  ledger& book;
  pace& measured;
  settled_spend& settled;
  task_group& tasks;
  const paid_calls& paid;
  const past_iteration* past = nullptr;  ///< what earlier sessions recorded of it
  int number = 1;
  std::span<const plan* const> told;  ///< by profile: whose plan is another; empty: all get `used`
  time_point talk_deadline;           ///< conversations end by then
  time_point judge_deadline;  ///< and are judged by then
};

/// Why no more customers were let in.
enum class intake_end : std::uint8_t { everyone, deadline, budget, stopped, provider_lost };
std::string_view to_string(intake_end why);

struct iteration_result {
  std::vector<conversation_record> conversations;  ///< sorted by customer_id
  std::vector<judgement> judgements;               ///< sorted by customer_id
  std::vector<customer_value> values;              ///< sorted by customer_id
  cohort_report report;  ///< tokens, cost and wall time are left to the run
  intake_end intake = intake_end::everyone;
  stop_reason budget = stop_reason::request_budget;  ///< when intake ended for a budget
  std::size_t left_out = 0;                          ///< customers that were not talked to
  std::vector<call_chain> chains;
};

class iteration_work {
 public:
  iteration_work(asio::any_io_executor executor, iteration_inputs inputs);
  iteration_work(const iteration_work&) = delete;
  iteration_work& operator=(const iteration_work&) = delete;
  ~iteration_work();

  /// Ends when every customer that was let in is recorded and judged, or cancelled and recorded as
  /// such. To cancel: stop_intake(), then cancel the inputs' task group.
  asio::awaitable<iteration_result> execute();

  void stop_intake();
  /// Takes the live settings anew from the configuration.
  void settings_changed();

 private:
  class open_talk;
  asio::awaitable<void> intake();
  bool was_let_in(std::size_t index) const;
  double duration_of(const conversation_record& talk) const;
  asio::awaitable<admission> may_admit();
  admission decide();
  asio::awaitable<void> talk(std::size_t index, std::unique_ptr<open_talk> place);
  void talked(std::size_t index, conversation_record record);
  void judged(judgement verdict, double seconds);
  void settle(std::size_t index);
  void call_ended(const ended_call& call);
  void close_when_done();
  std::size_t index_of_customer(std::string_view customer_id) const;
  conversation_inputs inputs_for(std::size_t index) const;
  int longest_calls() const;
  intake_view deadline_view() const;
  budget_view budgets_view() const;
  void record_cancelled();
  iteration_result collect();

  /// What is known of one customer; a conversation exists while it is open, a record from its end.
  struct customer_place {
    std::unique_ptr<conversation> open;
    std::optional<conversation_record> record;
    spend_by_role spend{};  // of calls that were answered
    int talk_calls = 0;
    call_chain chain;
  };

  iteration_inputs in_;
  semaphore permits_;
  wait_list something_ended_;
  judge_stage judges_;
  cohort_scorer scorer_;
  std::vector<customer_place> places_;  // by index of the profile
  std::vector<judgement> verdicts_;
  std::vector<customer_value> values_;
  std::size_t tasks_alive_ = 0;  // talks that may still submit to the judge
  std::size_t talking_ = 0;      // talks whose conversation has not ended
  std::size_t in_progress_ = 0;  // customers that were let in and are not settled
  int calls_of_talking_ = 0;
  spend_by_role unsettled_{};  // of the customers in progress
  bool intake_done_ = false;
  bool stop_asked_ = false;
  intake_end why_ended_ = intake_end::everyone;
  stop_reason budget_ = stop_reason::request_budget;
};

}  // namespace parley
