// Any bytes as header values and limit messages: sane numbers or nothing, never a crash.
#include <cstdlib>
#include <string>

#include "net/wire/error_envelope.hpp"
#include "net/wire/rate_headers.hpp"
#include "net/wire/retry_after.hpp"

namespace {

void check(const parley::wire::rate_bucket& bucket) {
  if (bucket.limit && *bucket.limit < 1) std::abort();
  if (bucket.remaining && *bucket.remaining < 0) std::abort();
  if (bucket.limit && bucket.remaining && *bucket.remaining > *bucket.limit) std::abort();
  if (bucket.reset && bucket.reset->count() < 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const char* const names[] = {"x-ratelimit-limit-requests",
                                      "x-ratelimit-remaining-requests",
                                      "x-ratelimit-reset-requests",
                                      "x-ratelimit-limit-tokens",
                                      "x-ratelimit-remaining-tokens",
                                      "x-ratelimit-reset-tokens",
                                      "retry-after",
                                      "retry-after-ms",
                                      "date"};
  parley::http::fields headers;
  std::size_t at = 0;
  for (const char* name : names) {  // one line of the input for each header
    const auto end = std::min(text.find('\n', at), text.size());
    headers.add(name, std::string(text.substr(std::min(at, text.size()), end - at)));
    at = std::min(end + 1, text.size());
  }
  const auto found = parley::wire::parse_rate_headers(headers);
  check(found.requests);
  check(found.tokens);
  const auto wait = parley::wire::parse_retry_after(headers, {});
  if (wait && wait->count() < 0) std::abort();
  parley::wire::error_facts facts;
  parley::wire::read_limit_message(text, facts);
  for (const auto& number : {facts.limit, facts.used, facts.requested})
    if (number && *number < 0) std::abort();
  return 0;
}
