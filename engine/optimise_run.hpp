// A search for a better prompt against a provider: does what truth::optimiser says it wants.
// Must not know: files, flags, the terminal, which provider answers.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "agents/customer_agent.hpp"
#include "base/task_group.hpp"
#include "config/settings.hpp"
#include "engine/held_trial.hpp"
#include "engine/metered_provider.hpp"
#include "engine/paid_calls.hpp"
#include "engine/pausable_clock.hpp"
#include "engine/pause_gate.hpp"
#include "engine/truth/optimiser.hpp"
#include "engine/truth/reliability.hpp"

namespace parley {

/// How a search stands, for a display.
struct search_progress {
  int iteration = 1;
  std::string doing;
  std::size_t held = 0, wanted = 0;  ///< of the batch in work
  std::size_t held_in_all = 0, budget = 0;
};

/// What a search works with. References are owned by the caller and outlive the run.
struct optimise_inputs {
  settings config;
  std::vector<customer_profile> profiles;  ///< not empty, unique ids
  const prompt_library& prompts;
  provider& llm;
  clock_source& clock;
  std::optional<plan> start_plan;                        ///< nothing: the baseline
  call_journal* journal = nullptr;                       ///< nullptr: nothing is recorded
  std::function<void(const search_progress&)> progress;  ///< may be empty
};

/// Why a search ended, when not by itself.
struct search_end {
  bool complete = true;
  stop_reason reason = stop_reason::interrupted;  ///< where it is not complete
  std::string sentence;
};

class optimise_run {
 public:
  explicit optimise_run(optimise_inputs inputs);

  /// To its end: by itself, by a budget, a lost provider, or stop().
  asio::awaitable<void> execute();
  /// First call: conversations in flight end. Second: they are cancelled.
  void stop();

  const truth::optimiser& search() const { return search_; }
  const truth::optimiser_settings& rules() const { return rules_; }
  const truth::population& people() const { return people_; }
  const search_conduct& conduct() const { return conduct_; }
  const search_end& ended() const { return end_; }
  const spend_by_role& spend() const { return book_.spend(); }
  const std::vector<customer_profile>& profiles() const { return in_.profiles; }

 private:
  struct wanted_trial {
    truth::trial which;
    truth::trial_outcome outcome;
  };
  asio::awaitable<void> propose(truth::ask_proposal asked);
  asio::awaitable<void> ask_tuner_once(const truth::ask_proposal& asked, std::optional<plan>& out);
  asio::awaitable<void> hold(std::vector<truth::trial> trials);
  asio::awaitable<void> hold_one(wanted_trial& place, permit seat, semaphore& judges);
  bool lost();
  void tell(std::string doing, std::size_t held, std::size_t wanted) const;

  optimise_inputs in_;
  agent_context context_;
  std::vector<customer_agent> customers_;
  plan baseline_;
  truth::population people_;
  truth::optimiser_settings rules_;
  truth::optimiser search_;
  ledger book_;
  pausable_clock time_;
  pause_gate gate_;
  paid_calls paid_;
  metered_provider llm_;
  task_group* tasks_ = nullptr;  // while something is in work
  search_conduct conduct_;
  search_end end_;
  std::size_t batch_held_ = 0, batch_wanted_ = 0;
  int stops_ = 0;
};

/// The settings of a search of `customers` under this configuration.
truth::optimiser_settings search_rules(const settings& config, std::size_t customers);

}  // namespace parley
