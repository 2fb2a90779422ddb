// The journal of a run as its engine's thread sees it: calls, and everything that happens.
// Must not know: SQLite, the engine's insides, what resumes a run.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "base/clock.hpp"
#include "base/wait_list.hpp"
#include "output/call_journal.hpp"
#include "output/journal.hpp"

namespace parley {

/// A run.db that is ready to be written by one session.
struct opened_store {
  run_store store;
  std::int64_t session = 1;
  call_id last_call = 0;
  double worked_sec = 0;  ///< by earlier sessions
};

struct journal_settings {
  bool wait_for_intents = true;  ///< false: a call is sent while its intent is on the way
  std::size_t queue = 10'000;    ///< entries; more make calls wait
};

class run_journal final : public call_journal {
 public:
  /// `clock` and the executor's context outlive this.
  run_journal(boost::asio::any_io_executor executor, clock_source& clock, opened_store opened,
              recorded_calls known, journal_settings settings = {});
  ~run_journal() override;

  std::optional<call_outcome> recorded(const call_name& name, const std::string& digest) override {
    return known_.find(name, digest);
  }
  boost::asio::awaitable<result<call_id>> begin(call_intent what) override;
  boost::asio::awaitable<result<void>> begin_attempt(call_id id, attempt_record what) override;
  void attempt(call_id id, attempt_record what) override;
  void end(call_id id, call_outcome how) override;

  void iteration_begun(int iteration, const std::string& at, const plan& used);
  void conversation(const conversation_record& record);
  void judged(int iteration, const judgement& verdict, const customer_value* value);
  void prompt(const prompt_version& version);
  void iteration_ended(const iteration_record& record);
  void changed(int iteration, const config_change& change);
  void quota(std::vector<quota_sample> samples);
  void run_ended(const run_record& run, bool resumable);

  /// Writes what waits and ends the session. Errors: io_error.
  result<void> close();
  journal::statistics counted() const { return writer_.counted(); }
  /// Calls of this session that were cut in flight: as v_calls will count them.
  const lost_calls& cut() const { return cut_; }

 private:
  boost::asio::awaitable<result<void>> room();
  boost::asio::awaitable<result<void>> written(std::uint64_t position);
  void put(journal::entry work) { writer_.put(std::move(work)); }
  double seconds() const;

  boost::asio::any_io_executor executor_;
  clock_source& clock_;
  const time_point started_;
  const std::int64_t session_;
  call_id last_call_;
  recorded_calls known_;
  std::map<call_id, lost_calls> in_flight_;  // each at its worst
  lost_calls cut_;
  journal_settings settings_;
  wait_list committed_;
  std::shared_ptr<bool> alive_;  // what the writer posts may come after the end
  journal writer_;
};

}  // namespace parley
