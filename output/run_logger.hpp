// Writes a run's files: iteration_N.json, prompt_history/, optional CSV, report.html, runs/latest.
// Every file is written to a temporary name, synced and renamed: a reader never sees half a file.
// Must not know: engine, network, how numbers were computed.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/errors.hpp"
#include "output/run_record.hpp"

namespace parley {

class run_logger {
 public:
  /// Creates `output_folder`/`run_id` (0700) and checks that it can be written.
  /// Errors: not_writable, io_error, already_exists as invalid_input.
  static result<run_logger> create(const std::filesystem::path& output_folder,
                                   const std::string& run_id, bool csv);

  /// For a run that goes on: the folder exists, CSV files are written anew. Errors: io_error.
  static result<run_logger> reopen(const std::filesystem::path& folder, bool csv);

  /// iteration_N.json, prompt_history/iter_N.json and .txt, and the CSV rows, of one iteration.
  result<void> iteration(const iteration_record& record, const prompt_version& version);

  /// run.json (everything needed to make the report again), report.html, runs/latest. Returns the
  /// report's path.
  result<std::filesystem::path> finish(const run_record& record) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path output_;
  std::filesystem::path folder_;
  bool csv_ = false;
  bool tables_begun_ = false;
};

/// Writes atomically: temporary file in the same folder, fsync, rename, mode 0600. Errors:
/// not_writable, io_error.
result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// run.json and back. Errors of reading: io_error, not_found, malformed_output with JSON pointer.
std::string run_to_json(const run_record& record);
result<run_record> run_from_json(std::string_view text);
result<run_record> load_run(const std::filesystem::path& run_folder);

/// The specification's iteration_N.json: {iteration, plan, transcripts[], scores[], cohort_report,
/// tuning, ...}. Canonical order, 2-space indentation.
std::string iteration_to_json(const iteration_record& record);
std::string cohort_report_to_json(const cohort_report& report);

/// The self-contained page: no network, readable from file://.
std::string report_html(const run_record& record);

/// Resolves "latest", a run id or a path to a run's folder. Errors: not_found, naming what exists.
result<std::filesystem::path> find_run(const std::filesystem::path& output_folder,
                                       std::string_view name);

}  // namespace parley
