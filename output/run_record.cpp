#include "output/run_record.hpp"

namespace parley {

std::string_view to_string(stop_reason reason) {
  switch (reason) {
    case stop_reason::converged:
      return "converged";
    case stop_reason::max_iterations:
      return "max_iterations";
    case stop_reason::time_budget:
      return "time_budget";
    case stop_reason::token_budget:
      return "token_budget";
    case stop_reason::cost_budget:
      return "cost_budget";
    case stop_reason::request_budget:
      return "request_budget";
    case stop_reason::interrupted:
      return "interrupted";
    case stop_reason::provider_failure:
      return "provider_failure";
  }
  return "provider_failure";
}

}  // namespace parley
