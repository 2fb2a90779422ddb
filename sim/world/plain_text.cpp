#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

// Latin-1 letters in UTF-8 have lead byte 0xC3; the second byte says which. 0: not a letter.
char fold_latin(unsigned char second) {
  const unsigned char lower = second < 0xA0 ? static_cast<unsigned char>(second + 0x20) : second;
  if (lower >= 0xA0 && lower <= 0xA5) return 'a';
  if (lower == 0xA7) return 'c';
  if (lower >= 0xA8 && lower <= 0xAB) return 'e';
  if (lower >= 0xAC && lower <= 0xAF) return 'i';
  if (lower == 0xB1) return 'n';
  if (lower >= 0xB2 && lower <= 0xB6) return 'o';
  if (lower >= 0xB9 && lower <= 0xBC) return 'u';
  return 0;
}

bool ends_clause(unsigned char c) {
  return c == '.' || c == '!' || c == '?' || c == ';' || c == ':' || c == ',' || c == '\n' ||
         c == '(' || c == ')';
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void separate(std::string& out) {
  if (out.back() != ' ') out += ' ';
}

}  // namespace

std::string plain_words(std::string_view text, bool keep_clauses) {
  std::string out;
  out.reserve(text.size() + 2);
  out += ' ';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_plain(text[i])) {
      std::size_t end = i + 1;
      while (end < text.size() && is_plain(text[end])) ++end;
      out.append(text, i, end - i);
      i = end - 1;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    } else if (c == '%') {
      separate(out);
      out += "% ";
    } else if (c == 0xC3 && i + 1 < text.size()) {
      const char folded = fold_latin(static_cast<unsigned char>(text[++i]));
      if (folded)
        out += folded;
      else
        separate(out);
    } else if (c == '\'' && i > 0 && i + 1 < text.size()) {
      continue;  // don't -> dont
    } else if (keep_clauses && ends_clause(c)) {
      separate(out);
      if (out.size() < 3 || out[out.size() - 2] != '|') out += "| ";
    } else {
      separate(out);
    }
  }
  separate(out);
  return out;
}

std::string plain_phrase(std::string_view text) {
  std::string out = plain_words(text);
  if (out.size() <= 1) return {};
  return out.substr(1, out.size() - 2);
}

int count_words(std::string_view text) {
  int count = 0;
  bool inside = false;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space && !inside) ++count;
    inside = !space;
  }
  return count;
}

std::string_view first_word(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find(' ', begin) - begin);
}

}  // namespace parley::sim
