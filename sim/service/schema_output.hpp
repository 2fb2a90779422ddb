// Makes up a JSON document that conforms to a schema, the same for the same key.
// Must not know: requests, roles, the hidden world.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

namespace parley::sim::service {

/// A conforming document as one-line JSON. Follows the strict subset ($ref and recursion, anyOf,
/// enum, const, type lists, objects, arrays with minItems and maxItems, number bounds, multipleOf,
/// string pattern, format, minLength and maxLength) and makes an honest attempt at allOf and oneOf.
/// Recursion is ended by the shallowest alternative. Size is bounded (100,000 nodes; what a schema
/// demands beyond them is null).
std::string make_document(const boost::json::object& schema, std::uint64_t key);

}  // namespace parley::sim::service
