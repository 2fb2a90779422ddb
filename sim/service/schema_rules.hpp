// Checks a schema against the strict subset of JSON Schema that structured output accepts.
// Must not know: where the schema stood in a request, how output is made from it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace parley::sim::service {

inline constexpr std::size_t max_schema_properties = 5'000;
inline constexpr std::size_t max_schema_nesting = 10;
inline constexpr std::size_t max_enum_values = 1'000;
inline constexpr std::size_t max_schema_text = 120'000;  ///< names, enum and const values together

/// The first problem in the API's words ("In context=(), 'additionalProperties' is required …"), or
/// nothing when strict output can follow the schema.
std::optional<std::string> find_schema_problem(const boost::json::object& schema);

/// The schema that a local "$ref" ("#", "#/$defs/name", any JSON pointer) names; nullptr when there
/// is none.
const boost::json::object* resolve_reference(const boost::json::object& root, std::string_view ref);

}  // namespace parley::sim::service
