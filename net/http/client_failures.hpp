// What the client says when an exchange fails: one line with the host and what to do.
// Must not know: the pool, sockets.
#pragma once

#include <optional>
#include <string>

#include "base/errors.hpp"
#include "config/settings.hpp"
#include "net/http/client_connection.hpp"
#include "net/http/message.hpp"

namespace parley::http {

inline constexpr std::size_t max_reply_header_bytes = 64 * 1024;

/// Nothing, or why the request cannot be sent as it is (it would be read as another one).
std::optional<failure> check_request(const request& outgoing);

failure deadline_was_past(const std::string& place);
failure no_connection_became_free(const std::string& place, const transport_settings& transport);

/// For an attempt that is neither complete nor stopped.
failure explain(const attempt& ended, const std::string& place,
                const transport_settings& transport);

}  // namespace parley::http
