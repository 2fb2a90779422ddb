#include "output/csv.hpp"

#include <cmath>

#include "base/json.hpp"

namespace parley {

csv_writer& csv_writer::raw(std::string_view cell) {
  if (row_started_) out_ += ',';
  row_started_ = true;
  out_ += cell;
  return *this;
}

csv_writer& csv_writer::text(std::string_view cell) {
  const bool formula = cell.find_first_of("=+-@\t\r\n") == 0;
  const bool quoted = cell.find_first_of(",\"\r\n") != std::string_view::npos ||
                      cell.starts_with(' ') || cell.ends_with(' ');
  if (!formula && !quoted) return raw(cell);
  std::string out;
  out.reserve(cell.size() + 4);
  if (quoted) out += '"';
  if (formula) out += '\'';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quoted) out += '"';
  return raw(out);
}

csv_writer& csv_writer::number(double value) {
  return std::isfinite(value) ? raw(number_text(value)) : empty();
}

csv_writer& csv_writer::number(const std::optional<double>& value) {
  return value ? number(*value) : empty();
}

csv_writer& csv_writer::boolean(bool value) {
  return raw(value ? "true" : "false");
}

csv_writer& csv_writer::empty() {
  return raw("");
}

void csv_writer::end_row() {
  out_ += "\r\n";
  row_started_ = false;
}

}  // namespace parley
