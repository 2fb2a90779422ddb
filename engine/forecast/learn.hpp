// A prior that has seen earlier runs. Pure.
// Must not know: SQLite, folders.
#pragma once

#include <span>

#include "config/settings.hpp"
#include "engine/forecast/prior.hpp"
#include "output/store/read_samples.hpp"

namespace parley::forecast {

/// `before` where the runs say nothing: roles with fewer calls than a handful, other models,
/// conversations nobody held. `time_scale` of the coming run: latencies of the simulated provider
/// are taken at it.
prior learn(prior before, std::span<const run_samples> runs, const settings& config,
            double time_scale);

}  // namespace parley::forecast
