// From the provider's error to ours: HTTP status and body, or an error inside a stream.
// Must not know: what is done about it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "net/http/message.hpp"
#include "net/wire/json_reader.hpp"
#include "net/wire/provider_error.hpp"

namespace parley::wire {

/// The provider's words for a failure. Any of them may be empty.
struct error_words {
  std::string type;
  std::string code;  ///< numbers as text: some servers send the HTTP status here
  std::string message;
  std::string param;
};

/// From {"error":{...}}, {"error":"text"}, {"detail":"text"}, {"message":..} and the like.
error_words read_error_words(const json_node& object);

/// What the words mean. `status` 0: they came inside a stream or a 200 reply. Quota codes are
/// balance_exhausted whatever the status; a request that is larger than the limit is
/// request_too_large; slow_down and 503 are overloaded.
failure_code classify(int status, const error_words& words);

/// For errors inside streams and 200 replies. `where` opens the message ("stream", "reply").
provider_error error_from_words(const error_words& words, int status, std::string_view where);

/// For any reply whose status is not 2xx. Lenient: HTML, plain text and empty bodies included.
/// The message names status, code, the server's text, the request id, and what to do next.
provider_error error_from_reply(const http::response& reply,
                                std::chrono::system_clock::time_point wall_now);

/// Numbers of a rate-limit message: "... on tokens per min (TPM): Limit 200000, Used 199000,
/// Requested 1800. Please try again in 240ms." Leaves what it does not find absent.
void read_limit_message(std::string_view message, error_facts& facts);

}  // namespace parley::wire
