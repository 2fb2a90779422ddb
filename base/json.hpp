// Helpers over Boost.JSON: the library we write JSON with, and read small trusted-size documents
// with.
// Must not know: any document's meaning. (Provider replies and profiles are read with
// simdjson.)
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace parley {

namespace json = boost::json;

/// Parses one document of at most `max_depth` levels; trailing text is an error.
/// Errors: malformed_output with byte offset.
result<json::value> parse_json(std::string_view text, std::size_t max_depth = 64);

/// Two-space indentation, one line per member, numbers in shortest round-trip form, keys in the
/// order they were inserted: the form of every JSON file that parley writes. Ends without newline.
std::string pretty_json(const json::value& value);

/// Shortest text that reads back as the same double, without exponent for ordinary magnitudes:
/// "0.3", "12", "-1.5". Not for NaN or infinity (those become "null").
std::string number_text(double value);

}  // namespace parley
