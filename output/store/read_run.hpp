// Reads a run's journal: what it was begun with, what was recorded, and the whole record.
// Must not know: the engine, who goes on with the run.
#pragma once

#include "output/call_record.hpp"
#include "output/past_run.hpp"
#include "output/store/run_store.hpp"

namespace parley {

/// How a run was begun, and whether it has ended.
struct run_head {
  run_record record;  ///< without iterations and history
  run_beginning how;
  bool ended = false;  ///< the record says how; false: it was killed, or is at work
  bool resumable = true;
  std::vector<std::pair<std::string, std::string>> profile_digests;  ///< by customer
};

/// Errors of all: io_error, malformed_output (a row does not hold what it must).
result<run_head> read_head(database& db);
result<past_run> read_past(database& db);
/// The outcomes of one iteration's calls, the latest of a name and digest; replies before failures.
result<std::vector<recorded_call>> read_calls(database& db, int iteration);
/// Iterations, history and comparison as well: what run.json holds. Iterations that were begun and
/// not ended are left out.
result<run_record> read_record(database& db);

/// What sessions left in flight.
result<lost_calls> read_lost(database& db);

}  // namespace parley
