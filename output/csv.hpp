// CSV as RFC 4180 has it, safe to open in a spreadsheet.
// Must not know: runs, files.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// One table as text. Lines end with CRLF. A text cell that a spreadsheet would run as a formula
/// (it starts with = + - @, a tab or an end of line) gets an apostrophe in front; numbers stay
/// numbers.
class csv_writer {
 public:
  csv_writer& text(std::string_view cell);
  csv_writer& number(double value);  ///< shortest round-trip form; not finite: empty cell
  csv_writer& number(const std::optional<double>& value);  ///< nothing: empty cell
  csv_writer& boolean(bool value);                         ///< "true" or "false"
  csv_writer& empty();

  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  csv_writer& number(Integer value) {
    return raw(std::to_string(value));
  }

  void end_row();
  const std::string& str() const { return out_; }

 private:
  csv_writer& raw(std::string_view cell);

  std::string out_;
  bool row_started_ = false;
};

}  // namespace parley
