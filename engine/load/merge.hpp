// Adds up the results of tests that ran at the same time on several machines.
// Must not know: files.
#pragma once

#include <vector>

#include "output/load_record.hpp"

namespace parley::load {

/// Counts, rates and histograms add up; a merged quantile is that of all requests together, not a
/// mean of quantiles. The client's health is that of the worst part. Seconds are added by their
/// number: start the parts together. Errors: invalid_input (nothing to merge; steps, objective or
/// target differ, named).
result<load_record> merge_loads(const std::vector<load_record>& parts);

}  // namespace parley::load
