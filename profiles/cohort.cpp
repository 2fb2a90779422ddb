#include "profiles/cohort.hpp"

namespace parley {
namespace {

constexpr std::array<std::string_view, 4> names = {"vocal_satisfecho", "vocal_insatisfecho",
                                                   "no_vocal_satisfecho", "no_vocal_insatisfecho"};
constexpr std::array<std::string_view, 4> labels = {"vocal, satisfied", "vocal, unsatisfied",
                                                    "quiet, satisfied", "quiet, unsatisfied"};

}  // namespace

std::string_view to_string(cohort c) {
  return names[index_of(c)];
}

std::optional<cohort> cohort_from(std::string_view name) {
  for (cohort c : all_cohorts)
    if (names[index_of(c)] == name) return c;
  return std::nullopt;
}

std::string_view label(cohort c) {
  return labels[index_of(c)];
}

}  // namespace parley
