// Puts stored items in the place of {"type":"item_reference","id":…} in a request's input.
// Must not know: HTTP, what items mean.
#pragma once

#include <memory>
#include <string_view>

#include "sim/service/field_reader.hpp"
#include "sim/service/response_store.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_referenced_bytes = 32u << 20;  ///< read for one request

/// The document itself when it refers to nothing. A reference without a readable id stays, for the
/// reader of the request to complain about. Errors: the API's 404 for an unknown item; 413 when the
/// items together are too large.
checked<std::shared_ptr<const boost::json::value>> with_referenced_items(
    response_store& store, std::string_view scope,
    std::shared_ptr<const boost::json::value> document);

}  // namespace parley::sim::service
