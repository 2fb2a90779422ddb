// The error replies that faults send in place of an answer.
// Must not know: when faults strike, headers.
#pragma once

#include "sim/service/api_error.hpp"
#include "sim/service/fault_rules.hpp"

namespace parley::sim::service {

/// For the kinds that are JSON errors; any other kind: a 500.
api_error error_for(const fault_rule& fault);

}  // namespace parley::sim::service
