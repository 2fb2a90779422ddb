// Writes the rows of one run. Every call runs inside the transaction that the writer thread opened.
// Must not know: queues, threads, the engine.
#pragma once

#include <map>
#include <span>

#include "output/call_record.hpp"
#include "output/run_record.hpp"
#include "output/store/database.hpp"

namespace parley {

/// What a run is begun with, besides what its record holds.
struct run_beginning {
  std::string command;  ///< "run", "demo", "iterate"
  int first_iteration = 1;
  bool tune_after_last = false;
  struct setting {
    std::string key, value, origin;
  };
  std::vector<setting> settings;
  std::vector<std::pair<std::string, std::string>> prompts;  ///< name, digest
};

/// Changes with anything that the profile's file says.
std::string profile_digest(const customer_profile& profile);

struct session_start {
  std::string started_at, version;
  std::int64_t pid = 0;
};

/// How an iteration's intake ended, in the journal's words ("everyone", "deadline", ...).
struct iteration_end {
  bool closed = true;  ///< false: it goes on when the run does
  std::string intake;
  std::size_t left_out = 0;
};

struct quota_sample {
  std::string model, binds;
  int in_flight = 0, waiting = 0;
  std::int64_t calls = 0, failures = 0, attempts = 0, rate_limited = 0, retries = 0;
  std::int64_t told_requests = 0, told_tokens = 0;  ///< a minute; 0: nothing yet
  double request_burst = 0, token_burst = 0;        ///< as learnt; 0: not known
};

class run_store {
 public:
  explicit run_store(database db) : db_(std::move(db)) {}

  result<void> begin() { return db_.execute("BEGIN IMMEDIATE"); }
  result<void> commit() { return db_.execute("COMMIT"); }
  void roll_back() { (void)db_.execute("ROLLBACK"); }

  result<void> begin_run(const run_record& run, const run_beginning& how);
  /// Profiles, settings and prompts as they are from now on.
  result<void> replace_inputs(const run_record& run, const run_beginning& how);
  /// Counts what the sessions before left in flight. Gives the new session's number.
  result<std::int64_t> begin_session(const session_start& start);
  result<void> session_worked(std::int64_t session, double wall_sec);
  result<void> end_session(std::int64_t session, const std::string& at, double wall_sec);

  result<void> intent(std::int64_t session, call_id id, const call_intent& what,
                      const std::string& at);
  /// A further request, or one that ended otherwise than its call's outcome says.
  result<void> attempt(call_id id, const attempt_record& what, const std::string& at);
  result<void> outcome(call_id id, const call_outcome& how, const std::string& at);

  result<void> iteration_begun(std::int64_t session, int iteration, const std::string& at,
                               double begun_sec, const plan& used, const std::string& plan_source);
  result<void> conversation(const conversation_record& record);
  result<void> judged(int iteration, const judgement& verdict, const customer_value* value);
  result<void> prompt(const prompt_version& version);
  result<void> iteration_ended(const iteration_record& record, const iteration_end& how);
  result<void> changed(std::int64_t session, int iteration, std::string_view how,
                       const config_change& change);
  result<void> quota(std::int64_t session, const std::string& at, const quota_sample& sample);
  result<void> run_ended(const run_record& run, bool resumable);

  database& db() { return db_; }

 private:
  /// A statement of this text, prepared once. `sql` is a literal. Errors: io_error.
  result<statement*> use(std::string_view sql);
  result<void> cohort_row(int iteration, std::string_view name, const cohort_summary& row);

  database db_;
  std::map<std::string_view, statement> ready_;
};

}  // namespace parley
