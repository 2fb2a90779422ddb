// What a run says at its end: the before/after table by cohort, the verdict, where the report is.
// Must not know: how a run is made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "output/run_record.hpp"

namespace parley::cli {

/// For people, at most `width` columns where that is possible.
std::vector<std::string> run_summary(const run_record& run, const console& con, std::size_t width,
                                     const std::filesystem::path& report);

/// "3 calls were in flight when ...": empty when none was.
std::string lost_sentence(const lost_calls& lost, std::string_view currency);

/// One line per cohort of one iteration: n, means with intervals, silence, invalid.
std::vector<std::string> iteration_table(const cohort_report& report, const console& con,
                                         std::size_t width);

/// For programs: run id, paths, why it stopped, comparison, spend. One JSON document.
std::string run_summary_json(const run_record& run, const std::filesystem::path& folder,
                             const std::filesystem::path& report);

/// exit_ok, exit_budget, exit_incomplete, exit_provider or exit_authentication.
int exit_code_of(const run_record& run);

}  // namespace parley::cli
