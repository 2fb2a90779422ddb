// One batch and its states: validating, in_progress, finalizing, completed, failed, expired,
// cancelling, cancelled. Pure: events come with the batch's own time.
// Must not know: files, how lines are answered, real time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/reply.hpp"

namespace parley::sim::service {

enum class batch_status : std::uint8_t {
  validating,
  failed,
  in_progress,
  finalizing,
  completed,
  expired,
  cancelling,
  cancelled,
};
std::string_view to_string(batch_status status);

enum class batch_event : std::uint8_t {
  invalid,        ///< the input file cannot be run
  validated,      ///< work begins
  lines_done,     ///< every line was answered
  window_passed,  ///< the completion window ended before that
  cancel_asked,
  files_written,  ///< output and error files exist: the end of finalizing and cancelling
};

struct batch_problem {
  std::string code, message;
  std::optional<std::string> param;
  std::optional<std::int64_t> line;  ///< from 1
};

inline constexpr std::size_t max_batch_problems = 100;  ///< more are not listed

struct batch {
  std::string id, scope, endpoint, input_file_id, metadata_json = "null";
  std::optional<std::int64_t> output_life;  ///< seconds until the files it writes expire
  std::int64_t created_at = 0;              ///< Unix seconds
  std::int64_t window_seconds = 86'400;     ///< completion window
  batch_status status = batch_status::validating;
  double position = 0;  ///< its own time so far, in seconds since its creation
  bool late = false;    ///< finalizing because the window passed
  std::optional<std::int64_t> in_progress_at, finalizing_at, completed_at, failed_at, expired_at,
      cancelling_at, cancelled_at;
  std::vector<batch_problem> problems;
  std::string model;                          ///< empty until known
  std::string output_file_id, error_file_id;  ///< empty: none
  std::int64_t total = 0, completed = 0, failed = 0;
  usage_counts usage;

  /// `seconds` since its creation, in its own time. False: that event means nothing in this state.
  bool take(batch_event event, double seconds);
  bool is_over() const;
  std::int64_t expires_at() const { return created_at + window_seconds; }
};

/// The Batch object.
std::string batch_json(const batch& what);

}  // namespace parley::sim::service
