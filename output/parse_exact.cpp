// Reads JSON with every number exact: Boost.JSON 1.81 is one unit in the last place off at times,
// and a run that is read and written again must be the same run.
#include <simdjson.h>

#include <fmt/format.h>

#include "output/record_values.hpp"

namespace parley {
namespace {

namespace dom = simdjson::dom;

json::value converted(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::ARRAY: {
      json::array out;
      for (const dom::element one : element.get_array().value_unsafe())
        out.push_back(converted(one));
      return out;
    }
    case dom::element_type::OBJECT: {
      json::object out;
      for (const auto& [key, value] : element.get_object().value_unsafe())
        out[std::string_view(key)] = converted(value);
      return out;
    }
    case dom::element_type::INT64:
      return element.get_int64().value_unsafe();
    case dom::element_type::UINT64:
      return element.get_uint64().value_unsafe();
    case dom::element_type::DOUBLE:
      return element.get_double().value_unsafe();
    case dom::element_type::STRING:
      return json::value(element.get_string().value_unsafe());
    case dom::element_type::BOOL:
      return element.get_bool().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

result<json::value> parse_exact(std::string_view text) {
  dom::parser parser;
  if (parser.allocate(text.size() + 1, 64) == simdjson::SUCCESS) {
    dom::element root;
    // An empty view may hold a null pointer, which simdjson may not be given.
    const std::string_view given = text.empty() ? " " : text;
    const auto error = parser.parse(given.data(), given.size()).get(root);
    if (error == simdjson::SUCCESS) return converted(root);
    return fail(failure_code::malformed_output,
                fmt::format("not valid JSON: {}", simdjson::error_message(error)));
  }
  return fail(failure_code::malformed_output, "not readable: too large for the memory at hand");
}

}  // namespace parley
