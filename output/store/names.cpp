#include "output/store/names.hpp"

namespace parley {
namespace {

/// The value between `first` and `last` that has this name.
template <class Enum>
std::optional<Enum> named(std::string_view name, Enum first, Enum last) {
  for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
    if (to_string(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::optional<stop_reason> stop_reason_from(std::string_view name) {
  return named(name, stop_reason::converged, stop_reason::provider_failure);
}

std::optional<failure_code> failure_code_from(std::string_view name) {
  return named(name, failure_code::none, failure_code::budget_exhausted);
}

std::optional<finish_reason> finish_reason_from(std::string_view name) {
  return named(name, finish_reason::stop, finish_reason::refusal);
}

}  // namespace parley
