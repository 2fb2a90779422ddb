// Listeners of a run besides the display: the files, and a list that passes every event on.
// Must not know: the engine's insides.
#pragma once

#include <vector>

#include "engine/events.hpp"
#include "output/past_run.hpp"
#include "output/run_journal.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {

/// Passes each event to all listeners, in order. The listeners are the caller's.
class observer_list final : public run_observer {
 public:
  explicit observer_list(std::vector<run_observer*> listeners) : listeners_(std::move(listeners)) {}

  void run_started(const run_record& run) override;
  void iteration_started(int iteration, const plan& used, std::size_t customers) override;
  void turn_spoken(const conversation_record& so_far, const turn& latest) override;
  void conversation_ended(const conversation_record& record) override;
  void judged(const judgement& verdict, const customer_value* value) override;
  void prompt_recorded(const prompt_version& version) override;
  void iteration_finished(const iteration_record& record) override;
  void setting_changed(const config_change& change) override;
  void notice(const std::string& text) override;
  void run_finished(const run_record& run) override;

 private:
  std::vector<run_observer*> listeners_;
};

/// Writes an iteration's files as soon as it is finished.
class file_observer final : public run_observer {
 public:
  explicit file_observer(run_logger& logger) : logger_(logger) {}

  /// Who hears of a file that could not be written.
  void set_notice_target(run_observer& target) { target_ = &target; }
  void prompt_recorded(const prompt_version& version) override;
  void iteration_finished(const iteration_record& record) override;

 private:
  run_logger& logger_;
  run_observer* target_ = nullptr;
  prompt_version version_;  // of the iteration that is about to be written
};

/// Brings the run's events into its journal. Iterations that are in it already are left alone.
class journal_observer final : public run_observer {
 public:
  journal_observer(run_journal& journal, const past_run& past) : journal_(journal), past_(past) {}

  void iteration_started(int iteration, const plan& used, std::size_t customers) override;
  void conversation_ended(const conversation_record& record) override;
  void judged(const judgement& verdict, const customer_value* value) override;
  void prompt_recorded(const prompt_version& version) override;
  void iteration_finished(const iteration_record& record) override;
  void setting_changed(const config_change& change) override;

 private:
  bool known() const;

  run_journal& journal_;
  const past_run& past_;
  int iteration_ = 0;
};

}  // namespace parley::cli
