// Whether the loop ends after an iteration, and why (docs/scoring.md, "When the loop stops"). Pure.
// Must not know: how anything was measured; clocks.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "agents/cohort_report.hpp"
#include "config/settings.hpp"
#include "output/run_record.hpp"

namespace parley {

struct stop_decision {
  stop_reason reason = stop_reason::max_iterations;
  std::string sentence;
};

/// What the run has used so far, and what its last iteration alone used.
struct budget_use {
  std::chrono::duration<double> elapsed{0}, last_elapsed{0};
  std::int64_t tokens = 0, last_tokens = 0;
  std::int64_t requests = 0, last_requests = 0;
  double cost = 0, last_cost = 0;
};

/// Whether a change of the LTV ratio is progress: larger than the threshold and larger than its
/// own interval allows by chance.
bool is_progress(const estimate& ltv_change, double threshold);

/// `ltv_changes`: paired changes between consecutive iterations of this run, oldest first. The
/// loop ends when converged (the last two changes were no progress, from min_iterations on), at
/// max_iterations, or when a further iteration like the last would not fit a budget.
std::optional<stop_decision> decide_stop(const loop_settings& limits, int iterations_done,
                                         std::span<const estimate> ltv_changes,
                                         const budget_use& used, const std::string& currency);

}  // namespace parley
