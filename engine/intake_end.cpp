#include "engine/iteration.hpp"

namespace parley {

std::string_view to_string(intake_end why) {
  switch (why) {
    case intake_end::everyone:
      return "everyone";
    case intake_end::deadline:
      return "deadline";
    case intake_end::budget:
      return "budget";
    case intake_end::stopped:
      return "stopped";
    case intake_end::provider_lost:
      return "provider_lost";
  }
  return "everyone";
}

}  // namespace parley
