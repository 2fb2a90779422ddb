#include "sim/service/json_text.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iterator>

#include "base/json.hpp"

namespace parley::sim::service {

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t clean = 0;  // start of the run that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, clean, i - clean);
    clean = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += hex[c >> 4];
        out += hex[c & 15];
    }
  }
  out.append(text, clean, text.size() - clean);
  out += '"';
}

void json_text::integer(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void json_text::number(double value) {
  literal(number_text(value));
}

void json_text::value(const boost::json::value& value) {
  separate();
  boost::json::serializer writer;
  writer.reset(&value);
  char buffer[4096];
  while (!writer.done()) {
    const auto part = writer.read(buffer);
    out_.append(part.data(), part.size());
  }
}

}  // namespace parley::sim::service
