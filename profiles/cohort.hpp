// The four kinds of customer: vocal or quiet, satisfied or not.
// Must not know: anything else about a customer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

enum class cohort : std::uint8_t {
  vocal_satisfied,
  vocal_unsatisfied,
  quiet_satisfied,
  quiet_unsatisfied
};
inline constexpr std::array<cohort, 4> all_cohorts = {
    cohort::vocal_satisfied, cohort::vocal_unsatisfied, cohort::quiet_satisfied,
    cohort::quiet_unsatisfied};

constexpr cohort make_cohort(bool vocal, bool satisfied) {
  if (vocal) return satisfied ? cohort::vocal_satisfied : cohort::vocal_unsatisfied;
  return satisfied ? cohort::quiet_satisfied : cohort::quiet_unsatisfied;
}
constexpr bool is_vocal(cohort c) {
  return c == cohort::vocal_satisfied || c == cohort::vocal_unsatisfied;
}
constexpr bool is_satisfied(cohort c) {
  return c == cohort::vocal_satisfied || c == cohort::quiet_satisfied;
}
constexpr std::size_t index_of(cohort c) {
  return static_cast<std::size_t>(c);
}

/// The specification's name, used in every file: "vocal_satisfecho", "vocal_insatisfecho",
/// "no_vocal_satisfecho", "no_vocal_insatisfecho".
std::string_view to_string(cohort c);
std::optional<cohort> cohort_from(std::string_view name);

/// For people: "vocal, unsatisfied".
std::string_view label(cohort c);

}  // namespace parley
