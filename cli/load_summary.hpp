// What a load test says at its end, for people and for programs.
// Must not know: how load is made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "output/load_record.hpp"

namespace parley::cli {

/// At most `width` columns where that is possible.
std::vector<std::string> load_summary(const load_record& record, const console& con,
                                      std::size_t width, const std::filesystem::path& folder);

/// The test was cut short by what the target did, not by the user.
bool ended_by_target(const load_record& record);

/// exit_ok, exit_gate_failed, exit_incomplete, exit_provider or exit_authentication.
int exit_code_of(const load_record& record);

}  // namespace parley::cli
