// Lines that a person types, or that a pipe brings.
// Must not know: what they mean.
#pragma once

#include <optional>
#include <string>

namespace parley::cli {

/// While it lives, Ctrl-C ends reading instead of the process.
class line_input {
 public:
  line_input();
  ~line_input();
  line_input(const line_input&) = delete;
  line_input& operator=(const line_input&) = delete;

  /// Without its end; what is longer than 8 KiB is cut. Nothing: the end, or Ctrl-C.
  std::optional<std::string> next();
  bool is_terminal() const;
  bool interrupted() const;
};

}  // namespace parley::cli
