// Plain means with normal intervals: enough to fill a made-up report.
// Must not know: the engine's estimators.
#pragma once

#include "output/run_record.hpp"

namespace parley::test {

/// `only`: nullptr stands for all customers.
cohort_summary summarise(const iteration_record& record, const cohort* only);

/// First iteration against last.
comparison_row compare(const run_record& run, const cohort* only);

}  // namespace parley::test
