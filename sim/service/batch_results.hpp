// What became of the lines of a batch: counted when each is done, and put into its two files.
// Must not know: how a line is answered.
#pragma once

#include <cstdint>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::sim::service {

inline constexpr std::size_t max_batch_output_bytes = 400u << 20;  ///< both files together

class batch_results {
 public:
  /// `json`: the line of the output or the error file; empty: it goes into neither. `finished`: in
  /// the batch's own time. A line for which there is no room becomes an error of its own.
  void add(std::string_view custom_id, std::string json, bool succeeded, double finished);
  /// Lines that never were begun: they stand in the error file and are not counted.
  void add_unfinished(std::string_view custom_id, std::string_view code, std::uint64_t number);

  /// Moves the counts on to this time.
  void advance(double seconds);
  std::int64_t completed() const { return completed_; }
  std::int64_t failed() const { return failed_; }
  double last_finish() const { return last_; }

  /// The file's text; lines in an order that depends on `seed` and, from two lines on, is never
  /// that of the input: the API promises none.
  std::string output_file(std::uint64_t seed) { return joined(output_, seed); }
  std::string error_file(std::uint64_t seed) { return joined(errors_, seed + 1); }

 private:
  static std::string joined(std::vector<std::string>& lines, std::uint64_t seed);
  using finish = std::pair<double, bool>;
  std::vector<std::string> output_, errors_;
  std::priority_queue<finish, std::vector<finish>, std::greater<>> pending_;
  std::int64_t completed_ = 0, failed_ = 0;
  std::size_t bytes_ = 0;
  double last_ = 0;
};

/// A line whose request never reached a model: response null, and why.
std::string unanswered_line(std::string_view custom_id, std::string_view code,
                            std::uint64_t number);

}  // namespace parley::sim::service
