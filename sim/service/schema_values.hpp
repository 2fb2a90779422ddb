// Made-up strings and numbers within a schema's bounds.
// Must not know: objects, arrays, references.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/random_stream.hpp"

namespace parley::sim::service {

/// Follows pattern, else format, else plain words; minLength and maxLength count characters.
std::string made_up_string(const boost::json::object& schema, random_stream& random);
/// As JSON text, within minimum, maximum, their exclusive forms and multipleOf.
std::string made_up_number(const boost::json::object& schema, bool whole, random_stream& random);

}  // namespace parley::sim::service
