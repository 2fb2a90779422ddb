// Thresholds of a load test: --require 'p95.e2e<4s' makes the program exit with 1 when unmet.
// Must not know: exit codes, how figures are measured.
#pragma once

#include "base/errors.hpp"
#include "engine/load/figure.hpp"

namespace parley::load {

struct requirement {
  enum class relation : std::uint8_t { less, at_most, more, at_least };
  std::string text;  ///< as given
  figure_name figure;
  relation how = relation::less;
  double limit = 0;  ///< in the figure's unit: seconds, share, per second
};

/// FIGURE < | <= | > | >= VALUE. A time needs its unit; a share is "1%" or "0.01". Errors:
/// invalid_input.
result<requirement> parse_requirement(std::string_view text);

/// Holds when every answering step keeps it; a figure that a step does not have is not kept, and a
/// test without any step keeps nothing.
load_requirement check(const requirement& wanted, const load_record& record);

}  // namespace parley::load
