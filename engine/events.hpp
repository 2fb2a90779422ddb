// What the engine tells observers while it works: the progress display, the log, tests.
// Must not know: who listens.
#pragma once

#include <string>

#include "output/run_record.hpp"

namespace parley {

/// All callbacks run on the engine's thread and must not block. References live for the call only.
class run_observer {
 public:
  virtual ~run_observer() = default;
  virtual void run_started(const run_record& run) { (void)run; }
  virtual void iteration_started(int iteration, const plan& used, std::size_t customers) {
    (void)iteration, (void)used, (void)customers;
  }
  virtual void turn_spoken(const conversation_record& so_far, const turn& latest) {
    (void)so_far, (void)latest;
  }
  virtual void conversation_ended(const conversation_record& record) { (void)record; }
  virtual void judged(const judgement& verdict, const customer_value* value) {
    (void)verdict, (void)value;
  }
  /// The prompt that the finishing iteration ran with, with its results; just before
  /// iteration_finished().
  virtual void prompt_recorded(const prompt_version& version) { (void)version; }
  virtual void iteration_finished(const iteration_record& record) { (void)record; }
  virtual void setting_changed(const config_change& change) { (void)change; }
  /// Something an operator should know: a planner reply that was unusable, a refused customer.
  virtual void notice(const std::string& text) { (void)text; }
  virtual void run_finished(const run_record& run) { (void)run; }
};

}  // namespace parley
