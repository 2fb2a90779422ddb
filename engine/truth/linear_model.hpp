// Least squares with errors that allow for clusters; small designs only. Pure.
// Must not know: what a column means.
#pragma once

#include <cstddef>
#include <vector>

namespace parley::truth {

struct observation {
  std::vector<double> x;  ///< one value a column
  double y = 0;
  std::size_t group = 0;  ///< customer: has its own level, and its rows are one cluster
};

struct coefficient {
  double value = 0;
  double standard_error = 0;  ///< CR1, by group
  bool known = false;         ///< false: the column does not vary within groups
};

struct linear_fit {
  std::vector<coefficient> columns;
  std::size_t groups = 0;  ///< with at least two rows: only they say something
  double residual_sd = 0;
  double degrees = 0;  ///< for t intervals of the coefficients: groups - 1
};

/// y = level of the group + sum_k b_k x_k + error. Levels are taken out by subtracting group means
/// (Frisch and Waugh 1933); the errors are sandwich estimates with G/(G-1) (Liang and Zeger 1986).
/// Columns that others determine, within rounding, are left unknown.
linear_fit fit_within_groups(const std::vector<observation>& rows);

}  // namespace parley::truth
