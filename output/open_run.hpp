// Begins a run's journal, or opens one to go on with.
// Must not know: which run is meant, what changed since, the engine.
#pragma once

#include <filesystem>
#include <memory>

#include "output/run_journal.hpp"
#include "output/store/read_run.hpp"

namespace parley {

inline constexpr std::string_view journal_name = "run.db";

/// A journal that was read and can be gone on with.
struct recorded_run {
  run_head head;
  past_run past;
};

/// Begins `folder`/run.db, which must hold no run yet. Errors: io_error, invalid_input.
result<opened_store> begin_journal(const std::filesystem::path& folder, const run_record& run,
                                   const run_beginning& how, const session_start& session);

/// Reads how the run was begun and what is recorded; migrates an older journal. not_found also when
/// the process was killed before its run was recorded. Errors: io_error, invalid_input,
/// malformed_output, not_found.
result<recorded_run> read_earlier(const std::filesystem::path& folder);

/// The run goes on: a new session, with the inputs as they are now. Gives the store; `earlier.past`
/// counts what the sessions before lost. Errors: io_error.
result<opened_store> continue_journal(const std::filesystem::path& folder, recorded_run& earlier,
                                      const run_beginning& now, const session_start& session,
                                      const std::vector<config_change>& changes);

/// What earlier sessions recorded, read from the journal an iteration at a time.
recorded_calls recorded_in(const std::filesystem::path& folder, const past_run& past);

}  // namespace parley
