#include "output/html.hpp"

#include <algorithm>

#include "output/record_values.hpp"

namespace parley {

std::string html_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : repaired_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string json_in_html(std::string_view json_text) {
  std::string out;
  out.reserve(json_text.size() + json_text.size() / 32);
  for (std::size_t i = 0; i < json_text.size(); ++i) {
    const char c = json_text[i];
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else if (json_text.substr(i, 3) == "\u2028")
      out += "\\u2028", i += 2;
    else if (json_text.substr(i, 3) == "\u2029")
      out += "\\u2029", i += 2;
    else
      out += c;
  }
  return out;
}

std::string fill_template(std::string_view page,
                          const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (true) {
    const std::size_t open = page.find("{{");
    const std::size_t close = page.find("}}", open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::string_view key = page.substr(open + 2, close - open - 2);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == key; });
    out += page.substr(0, open);
    if (found != values.end())
      out += found->second;
    else
      out += page.substr(open, close + 2 - open);
    page.remove_prefix(close + 2);
  }
  return out += page;
}

}  // namespace parley
