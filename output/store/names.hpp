// Words that stand in rows, back to the values they name.
// Must not know: tables.
#pragma once

#include <optional>
#include <string_view>

#include "agents/transcript.hpp"
#include "base/errors.hpp"
#include "output/run_record.hpp"

namespace parley {

std::optional<stop_reason> stop_reason_from(std::string_view name);
std::optional<failure_code> failure_code_from(std::string_view name);
std::optional<finish_reason> finish_reason_from(std::string_view name);

}  // namespace parley
