// Real outcomes as outcomes.json keeps them: enough to calibrate by, without their run.
// Must not know: where the file lies, what is done with the outcomes.
#pragma once

#include "base/json.hpp"
#include "engine/truth/calibration.hpp"
#include "engine/truth/field.hpp"

namespace parley::truth {

struct field_evidence {
  std::string run_id;  ///< whose customers and prompts these are
  std::vector<field_pair> rows;
};

/// Each outcome beside what the run had simulated of that customer under that prompt.
std::vector<field_pair> pairs_of(const std::vector<field_outcome>& outcomes, const run_record& run);

/// {customer_id, cohort, prompt_version, simulated or null, real}
json::array field_rows_json(std::span<const field_pair> rows);

/// Reads a whole outcomes.json. Errors: malformed_output with JSON pointers.
result<field_evidence> field_evidence_from(std::string_view text);

}  // namespace parley::truth
