// The folder of a load test's result: load.json, report.html, load.hlog, and what was asked for.
// Must not know: how load is made.
#pragma once

#include <filesystem>
#include <string>

#include "base/errors.hpp"
#include "engine/load/sample.hpp"
#include "output/load_record.hpp"

namespace parley::cli {

/// Creates `out`/`id` for its owner only. Errors: io_error.
result<std::filesystem::path> make_load_folder(const std::filesystem::path& out,
                                               const std::string& id);

/// load.json, report.html, load.hlog, and with `csv` steps.csv and seconds.csv; `out`/latest.
/// `requests`: lines of requests.jsonl, empty: none.
result<void> write_load(const std::filesystem::path& folder, const load_record& record, bool csv,
                        const std::string& requests, double unix_start);

/// A result by file, by folder, by id in `out`, or "latest". Errors: not_found, malformed_output.
result<load_record> read_load(const std::filesystem::path& out, const std::string& name);

/// One line of requests.jsonl; times in milliseconds since `start`.
std::string request_line(const load::sample& s, time_point start);

}  // namespace parley::cli
