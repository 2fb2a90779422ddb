#include "base/json.hpp"

#include <fmt/format.h>

#include <cmath>

namespace parley {
namespace {

void write(std::string& out, const json::value& value, int depth);

void indent(std::string& out, int depth) {
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void write_object(std::string& out, const json::object& object, int depth) {
  if (object.empty()) {
    out += "{}";
    return;
  }
  out += "{\n";
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ",\n";
    first = false;
    indent(out, depth + 1);
    out += json::serialize(json::string(member.key()));
    out += ": ";
    write(out, member.value(), depth + 1);
  }
  out += '\n';
  indent(out, depth);
  out += '}';
}

void write_array(std::string& out, const json::array& array, int depth) {
  if (array.empty()) {
    out += "[]";
    return;
  }
  out += "[\n";
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ",\n";
    indent(out, depth + 1);
    write(out, array[i], depth + 1);
  }
  out += '\n';
  indent(out, depth);
  out += ']';
}

void write(std::string& out, const json::value& value, int depth) {
  switch (value.kind()) {
    case json::kind::object:
      return write_object(out, value.get_object(), depth);
    case json::kind::array:
      return write_array(out, value.get_array(), depth);
    case json::kind::double_:
      out += number_text(value.get_double());
      return;
    default:
      out += json::serialize(value);
  }
}

}  // namespace

result<json::value> parse_json(std::string_view text, std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::error_code ec;
  json::parser parser({}, options);
  const std::size_t used = parser.write(text.data(), text.size(), ec);
  if (ec)
    return fail(failure_code::malformed_output,
                fmt::format("not valid JSON at byte {}: {}", used, ec.message()));
  return parser.release();
}

std::string pretty_json(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  return fmt::format("{}", value);
}

}  // namespace parley
