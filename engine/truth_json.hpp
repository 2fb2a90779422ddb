// JSON forms of a run's evidence: estimates, decisions, rules, the last measurement.
// Must not know: what is claimed on it, files.
#pragma once

#include "base/json.hpp"
#include "engine/effect_json.hpp"
#include "engine/run_truth.hpp"

namespace parley::evidence_json {

json::object finding_json(const truth::loop_finding& one);
/// Every rule that was ever tried: where it came from, when it was in use, what it is worth.
json::array rules_json(const run_record& record, const truth::loop_search& search);
json::value measurement_json(const std::optional<last_measurement>& measured,
                             const truth::effect& in_loop);

}  // namespace parley::evidence_json
