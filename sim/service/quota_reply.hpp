// Asks the ledger for admission, logs what it said, and words the 429.
// Must not know: which endpoint asks.
#pragma once

#include <optional>
#include <string_view>

#include "sim/service/exchange.hpp"

namespace parley::sim::service {

struct quota_request {
  std::string_view model;  ///< the family's name
  std::string_view role;   ///< for the log; may be empty
  std::int64_t tokens = 0;
  std::string call;  ///< for the log; may be empty
};

struct refusal {
  api_error error;
  http::fields headers;  ///< retry-after and such
};

/// Nothing when granted; then `charged` (if given) is what settle() must be told. The live state
/// goes into `call.quota` either way.
std::optional<refusal> ask_quota(exchange& call, const quota_request& wanted,
                                 std::int64_t* charged = nullptr);

/// An error reply with headers of its own.
asio::awaitable<void> send_refusal(exchange& call, refusal what);

}  // namespace parley::sim::service
