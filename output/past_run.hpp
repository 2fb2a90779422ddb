// What earlier sessions of a run left: for the engine that goes on with it.
// Must not know: SQLite, files, the engine.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "output/run_record.hpp"

namespace parley {

struct past_iteration {
  int iteration = 0;
  /// True: everyone who was let in is finished and judged. It is run again with the same people
  /// and the recorded times, and asks nobody anything. False: it goes on.
  bool closed = false;
  bool followed = false;  ///< a later iteration was begun
  std::string started_at, finished_at;
  double wall_sec = 0;  ///< worked on so far
  double makespan_ratio = 0;
  std::string binding_term;
  std::string intake;  ///< how letting in ended: "everyone", "deadline", ...
  std::vector<config_change> changes;
  std::set<std::string> let_in;  ///< customers that were talked to
  /// Seconds of each conversation that had ended, by customer and replicate.
  std::map<std::pair<std::string, int>, double> durations;
};

struct past_run {
  std::string started_at;
  double wall_sec = 0;  ///< of all sessions
  std::vector<past_iteration> iterations;
  lost_calls lost;
  /// What budgets count: recorded calls as they were, lost ones at their worst.
  std::int64_t spent_requests = 0, spent_tokens = 0;
  double spent_cost = 0;

  const past_iteration* find(int iteration) const {
    for (const past_iteration& one : iterations)
      if (one.iteration == iteration) return &one;
    return nullptr;
  }
};

}  // namespace parley
