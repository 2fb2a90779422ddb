// The five metrics as the report shows them: names, units, decimals, and which direction is good.
// Must not know: HTML, how a metric is computed.
#pragma once

#include <array>
#include <string_view>

#include "output/run_record.hpp"

namespace parley {

struct report_metric {
  std::string_view key;  ///< member name in the files
  std::string_view name;
  std::string_view scale_text;        ///< "0 to 10"
  std::string_view unit;              ///< after a value: "%" or ""
  std::string_view change_unit;       ///< after a difference: "points" or ""
  double factor;                      ///< shown = value * factor
  std::optional<double> least, most;  ///< in the shown unit; nothing: open
  int decimals;
  bool lower_is_better;
  std::string_view meaning;  ///< one sentence for "How to read this"
  estimate cohort_summary::* summary;
  estimate comparison_row::* before;
  estimate comparison_row::* after;
  estimate comparison_row::* change;
};

/// In the order of the page.
const std::array<report_metric, 5>& report_metrics();

/// The estimate in the metric's shown unit, its interval up to the ends of the scale.
estimate shown(const report_metric& metric, const estimate& value);
/// The same for a difference, which reaches at most from one end of the scale to the other.
estimate shown_change(const report_metric& metric, const estimate& change);

}  // namespace parley
