// Pages of the API's lists: limit, order, after, before.
// Must not know: what is listed.
#pragma once

#include <string>
#include <vector>

#include "sim/service/exchange.hpp"
#include "sim/service/list_entry.hpp"

namespace parley::sim::service {

struct page_query {
  std::int64_t limit = 20;
  bool newest_first = true;
  std::string after, before;  ///< ids; empty: from either end
};

/// Errors: the API's 400 that names `limit` or `order`.
checked<page_query> read_page_query(const exchange& call, std::int64_t usual, std::int64_t most);

/// {"object":"list","data":[…],"first_id":…,"last_id":…,"has_more":…} of `entries`, which stand in
/// order of creation. An unknown `after` or `before` leaves nothing out.
std::string page_of(std::vector<list_entry> entries, const page_query& query);

}  // namespace parley::sim::service
