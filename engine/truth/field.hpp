// What real customers did, beside what the simulation had said: A/B by prompt version, and how far
// the simulation is off in each cohort. Pure.
// Must not know: files, the terminal.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/truth/human_correction.hpp"
#include "engine/truth/power.hpp"
#include "engine/truth/two_arms.hpp"
#include "output/csv_read.hpp"
#include "output/run_record.hpp"

namespace parley::truth {

/// One customer's real outcome under one prompt. Absent cells stay absent.
struct field_outcome {
  std::string customer_id;
  int version = 0;                ///< the iteration whose prompt the customer got
  std::optional<double> replied;  ///< 0 or 1
  std::optional<double> nps;      ///< 0..10
  std::optional<double> churned;  ///< 0 or 1
  std::optional<double> value;    ///< money
};

struct read_outcomes {
  std::vector<field_outcome> rows;
  std::vector<std::string> problems;  ///< line, column, found, expected
};

/// Columns customer, prompt_version, and any of replied, nps, churned, value, in any order; others
/// are passed over. Customers and versions must be the run's, no customer twice.
read_outcomes outcomes_from(const csv_table& table, const run_record& run);

struct field_metric {
  std::string name;  ///< "replied", "nps", "churned", "value"
  estimate before, after;
  estimate change;  ///< within cohorts and value segments: not always after - before
};

/// Simulated against real NPS of the same customers under the same prompt.
struct cohort_calibration {
  parley::cohort cohort = cohort::quiet_satisfied;
  estimate bias;             ///< simulated minus real, paired
  corrected_mean corrected;  ///< of the cohort under the later prompt, over all its customers
};

struct field_report {
  int before = 0, after = 0;  ///< prompt versions that are compared
  std::size_t customers_before = 0, customers_after = 0;
  ratio_check ratio;
  std::vector<field_metric> metrics;
  std::vector<cohort_calibration> calibration;  ///< cohorts with at least one real score
};

/// `planned_share`: of the customers that were to get the prompt `after`, in (0, 1).
field_report compare_outcomes(const std::vector<field_outcome>& rows, const run_record& run,
                              int before, int after, double planned_share, double confidence);

}  // namespace parley::truth
