// The whole loop: profiles in, tuned prompt and run record out.
// Must not know: files, flags, the terminal, which provider answers.
#pragma once

#include <functional>
#include <memory>

#include "agents/prompt_library.hpp"
#include "config/loader.hpp"
#include "config/settings.hpp"
#include "engine/events.hpp"
#include "engine/truth/field_file.hpp"
#include "net/provider.hpp"
#include "output/call_journal.hpp"
#include "output/past_run.hpp"
#include "output/reply_cache.hpp"
#include "output/run_record.hpp"

namespace parley {

/// What `iterate` goes on from.
struct earlier_iteration {
  std::string run_id;
  std::string provider;  ///< only results of the same one are compared
  iteration_record last;
  std::vector<prompt_version> history;  ///< up to and with `last`
};

/// As the record of a run over these profiles names it.
earlier_run to_earlier_run(const earlier_iteration& earlier,
                           const std::vector<customer_profile>& profiles);

/// What a run works with. References are owned by the caller and outlive the run.
struct run_inputs {
  settings config;
  std::vector<customer_profile> profiles;  ///< not empty, unique ids
  const prompt_library& prompts;
  provider& llm;
  clock_source& clock;
  run_observer& observer;
  std::string run_id;
  std::string provider_name;    ///< "sim" or "openai"
  std::string profiles_source;  ///< for the record
  int first_iteration = 1;
  std::optional<plan> start_plan;  ///< without `earlier`: start from this, not from the baseline
  std::optional<earlier_iteration> earlier;  ///< `iterate` goes on from it
  std::string version;                       ///< the program's, for the record
  bool tune_after_last = false;        ///< `iterate`: propose a next prompt although the loop ends
  std::optional<time_point> must_end;  ///< of loop.until; nothing: no limit
  call_journal* journal = nullptr;     ///< nullptr: nothing is recorded
  cache_access cache = {};             ///< of replies; by itself there is none
  /// Real outcomes: they calibrate what is reported.
  std::optional<truth::field_evidence> outcomes = std::nullopt;
  const past_run* past = nullptr;  ///< what earlier sessions left; nullptr: a new run
};

class run {
 public:
  explicit run(run_inputs inputs);
  ~run();

  /// Runs to its end: a stop condition, a fatal provider failure, or stop(). Failures of single
  /// conversations are in the record, a run that could not go on says so in `stopped`.
  asio::awaitable<run_record> execute();

  /// First call: no new conversations, what is in flight ends and is judged, then the run ends as
  /// interrupted. Second call: calls in flight are cancelled too.
  void stop();

  /// Nobody is let in and no call is sent until resume(); calls in flight end. Deadlines and the
  /// time budget stand still meanwhile. stop() resumes. Both may be called at any time, twice too.
  void pause();
  void resume();
  bool paused() const;

  /// New settings from a watched file, and what somebody changed in it: the live ones are applied,
  /// the others reported as a notice. Returns what was applied.
  std::vector<config_change> apply(const settings& updated,
                                   const std::vector<setting_change>& changes);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace parley
