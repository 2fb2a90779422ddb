// Where the program writes: results to out, everything else to err; colours only where wanted.
// Must not know: commands.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace parley::cli {

enum class ink { plain, bold, dim, good, bad, warn, accent };

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
  void error(std::string_view text);    ///< "error: ..." in red
  void warning(std::string_view text);

  std::string paint(ink how, std::string_view text) const;      ///< for out
  std::string paint_err(ink how, std::string_view text) const;  ///< for err

  bool animated() const { return animated_; }
  bool out_is_terminal() const;
  /// Everything written to out arrived: false after a full disk or a closed pipe.
  bool flush_out();
  std::size_t height() const;  ///< rows of the terminal err writes to; 24 when it is none
  std::size_t width() const;   ///< columns of the terminal err writes to; 80 when it is none

 private:
  std::FILE* out_;
  std::FILE* err_;
  bool color_out_ = false;
  bool color_err_ = false;
  bool animated_ = false;
};

}  // namespace parley::cli
