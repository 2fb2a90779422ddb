#include "sim/roles/compact_json.hpp"

namespace parley::sim {
namespace {

void write(std::string& out, const json::value& value) {
  const char* separator = "";
  switch (value.kind()) {
    case json::kind::object:
      out += '{';
      for (const auto& member : value.get_object()) {
        out += separator;
        out += json::serialize(json::string(member.key()));
        out += ':';
        write(out, member.value());
        separator = ",";
      }
      out += '}';
      return;
    case json::kind::array:
      out += '[';
      for (const json::value& item : value.get_array()) {
        out += separator;
        write(out, item);
        separator = ",";
      }
      out += ']';
      return;
    case json::kind::double_:
      // Rounding may leave a negative zero, which nobody writes.
      out += number_text(value.get_double() == 0 ? 0.0 : value.get_double());
      return;
    default:
      out += json::serialize(value);
  }
}

}  // namespace

std::string compact_json(const json::value& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace parley::sim
