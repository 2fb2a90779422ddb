#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace parley {
namespace {

struct decoded {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// Table 3-7 of the Unicode standard: which second bytes make a well-formed sequence.
decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return {};
  std::uint32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  const std::uint32_t smallest = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
  if (code < smallest || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size, true};
}

struct range {
  std::uint32_t first, last;
};

// Combining marks and invisible formatting that occur in Latin-script text and emoji.
constexpr std::array<range, 7> zero_width = {{{0x0300, 0x036F},
                                              {0x1AB0, 0x1AFF},
                                              {0x1DC0, 0x1DFF},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};
// East Asian Wide and emoji blocks (UAX 11), coarse on purpose.
constexpr std::array<range, 8> double_width = {{{0x1100, 0x115F},
                                                {0x2E80, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF},
                                                {0x20000, 0x3FFFD}}};

template <class Table>
bool contains(const Table& table, std::uint32_t code) {
  return std::any_of(table.begin(), table.end(),
                     [&](range r) { return code >= r.first && code <= r.last; });
}

std::size_t columns(const decoded& d) {
  if (!d.valid) return 1;
  if (contains(zero_width, d.code)) return 0;
  return contains(double_width, d.code) ? 2 : 1;
}

bool is_space_or_control(std::uint32_t code) {
  return code <= 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x2028 || code == 0x2029 ||
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const decoded d = decode(text);
    if (!d.valid) return false;
    text.remove_prefix(d.bytes);
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const decoded d = decode(text);
    width += columns(d);
    text.remove_prefix(d.bytes);
  }
  return width;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const decoded d = decode(text);
    if (used + columns(d) > width - 1) break;
    used += columns(d);
    out.append(text.substr(0, d.bytes));
    text.remove_prefix(d.bytes);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out + "…";
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + std::string(text);
}

std::string printable_line(std::string_view text) {
  std::string out;
  bool gap = false;
  while (!text.empty()) {
    const decoded d = decode(text);
    if (d.valid && is_space_or_control(d.code)) {
      gap = true;
    } else {
      if (gap && !out.empty()) out += ' ';
      gap = false;
      if (d.valid)
        out.append(text.substr(0, d.bytes));
      else
        out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(d.bytes);
  }
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  const auto flush = [&] {
    lines.push_back(std::move(line));
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) flush();
    while (display_width(word) > width) {  // a word wider than a line is cut by characters
      std::string piece;
      while (!word.empty()) {
        const decoded d = decode(word);
        if (!piece.empty() && display_width(piece) + columns(d) > width) break;
        piece.append(word.substr(0, d.bytes));
        word.remove_prefix(d.bytes);
      }
      lines.push_back(std::move(piece));
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) flush();
  return lines;
}

}  // namespace parley
