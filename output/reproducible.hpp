// Takes measured times, and what a kill left in flight, out of records, so that two runs of one
// seed leave the same bytes.
// Must not know: files.
#pragma once

#include "output/run_record.hpp"

namespace parley {

inline constexpr const char* no_time = "1970-01-01T00:00:00Z";

/// Stamps become `no_time`; durations, wall times and what is made of them become 0; so do the
/// calls that were lost, which depend on the instant of a kill.
void leave_out_times(iteration_record& record);
void leave_out_times(run_record& record);  ///< the run's own and those of its iterations

}  // namespace parley
