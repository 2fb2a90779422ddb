// What a search found: for people on a terminal, and as JSON for programs.
// Must not know: how the search went about it, files.
#pragma once

#include <string>
#include <vector>

#include "cli/console.hpp"
#include "engine/calibrated.hpp"
#include "engine/optimise_run.hpp"

namespace parley::cli {

/// Said before anything is spent: who is searched on, who decides, who reports, and what that can
/// show.
std::vector<std::string> search_forecast(const optimise_run& run, const settings& config);

/// Iterations with their decisions, rules with their effects, the reported gain beside the in-loop
/// one, the judge. Lines of at most `width` columns where words can be broken.
/// `outcomes`: real ones to calibrate by, or nullptr.
std::vector<std::string> search_summary(const optimise_run& run, const console& con,
                                        std::size_t width, const calibrated* outcomes = nullptr);

/// The reported gain by cohort; nothing: none is claimed.
std::optional<simulated_gain> to_calibrate(const optimise_run& run);

/// docs/formats.md, "optimise.json".
std::string search_json(const optimise_run& run, const settings& config,
                        const calibrated* outcomes = nullptr);

}  // namespace parley::cli
