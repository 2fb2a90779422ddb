#include "cli/observers.hpp"

namespace parley::cli {

void observer_list::run_started(const run_record& run) {
  for (run_observer* each : listeners_) each->run_started(run);
}

void observer_list::iteration_started(int iteration, const plan& used, std::size_t customers) {
  for (run_observer* each : listeners_) each->iteration_started(iteration, used, customers);
}

void observer_list::turn_spoken(const conversation_record& so_far, const turn& latest) {
  for (run_observer* each : listeners_) each->turn_spoken(so_far, latest);
}

void observer_list::conversation_ended(const conversation_record& record) {
  for (run_observer* each : listeners_) each->conversation_ended(record);
}

void observer_list::judged(const judgement& verdict, const customer_value* value) {
  for (run_observer* each : listeners_) each->judged(verdict, value);
}

void observer_list::prompt_recorded(const prompt_version& version) {
  for (run_observer* each : listeners_) each->prompt_recorded(version);
}

void observer_list::iteration_finished(const iteration_record& record) {
  for (run_observer* each : listeners_) each->iteration_finished(record);
}

void observer_list::setting_changed(const config_change& change) {
  for (run_observer* each : listeners_) each->setting_changed(change);
}

void observer_list::notice(const std::string& text) {
  for (run_observer* each : listeners_) each->notice(text);
}

void observer_list::run_finished(const run_record& run) {
  for (run_observer* each : listeners_) each->run_finished(run);
}

bool journal_observer::known() const {
  const past_iteration* past = past_.find(iteration_);
  return past && past->closed;
}

void journal_observer::iteration_started(int iteration, const plan& used, std::size_t) {
  iteration_ = iteration;
  if (!known()) journal_.iteration_begun(iteration, utc_timestamp_now(), used);
}

void journal_observer::conversation_ended(const conversation_record& record) {
  if (!known()) journal_.conversation(record);
}

void journal_observer::judged(const judgement& verdict, const customer_value* value) {
  if (!known()) journal_.judged(iteration_, verdict, value);
}

void journal_observer::prompt_recorded(const prompt_version& version) {
  journal_.prompt(version);
}

void journal_observer::iteration_finished(const iteration_record& record) {
  journal_.iteration_ended(record);
}

void journal_observer::setting_changed(const config_change& change) {
  journal_.changed(iteration_, change);
}

void file_observer::prompt_recorded(const prompt_version& version) {
  version_ = version;
}

void file_observer::iteration_finished(const iteration_record& record) {
  const auto written = logger_.iteration(record, version_);
  if (!written && target_ != nullptr) target_->notice(written.error().message);
}

}  // namespace parley::cli
