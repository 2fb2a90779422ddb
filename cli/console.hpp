// Where the program writes: results to out, everything else to err; colours only where wanted.
// Must not know: commands.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace parley::cli {

enum class ink { plain, bold, dim, good, bad, warn, accent };

/// An error in parts. Messages are written "what is wrong; what to do": what stands behind the last
/// "; " is the hint.
struct error_parts {
  std::string message;
  std::string code;   ///< e.g. "invalid_config"; empty: made from the exit code
  std::string where;  ///< file, place, flag; may be empty
};

class console {
 public:
  /// `color` and `progress`: "auto" | "always" | "never". auto colours a terminal unless NO_COLOR
  /// is set or TERM is "dumb"; auto animates a terminal only.
  console(std::FILE* out, std::FILE* err);

  void configure(std::string_view color, std::string_view progress);

  void out(std::string_view text);  ///< as it is
  void out_line(std::string_view text);
  void err_line(std::string_view text);
  void err_raw(std::string_view text);  ///< for the progress display, flushed
  void error(error_parts parts);        ///< "error: where: message" in red
  void error(std::string text) { error(error_parts{std::move(text), {}, {}}); }
  void warning(std::string_view text);

  /// For a command that was given --json: standard output then holds one JSON document whatever
  /// happens. conclude() writes {"error": ...} when the command failed and wrote nothing itself.
  void promise_json() { json_promised_ = true; }
  void conclude(int exit);

  std::string paint(ink how, std::string_view text) const;      ///< for out
  std::string paint_err(ink how, std::string_view text) const;  ///< for err

  bool animated() const { return animated_; }
  bool out_is_terminal() const;
  /// Everything written to out arrived: false after a full disk or a closed pipe.
  bool flush_out();
  /// Out is a pipe whose reader has gone, as `| head` does: it has what it wanted.
  bool out_reader_left() const;
  std::size_t height() const;  ///< rows of the terminal err writes to; 24 when it is none
  std::size_t width() const;   ///< columns of the terminal err writes to; 80 when it is none

 private:
  std::FILE* out_;
  std::FILE* err_;
  bool color_out_ = false;
  bool color_err_ = false;
  bool animated_ = false;
  bool json_promised_ = false;
  bool wrote_out_ = false;
  std::vector<error_parts> errors_;
};

/// {"code", "exit_code", "message", "where", "hint"}; where and hint may be null.
json::object error_json(const error_parts& parts, int exit);

}  // namespace parley::cli
