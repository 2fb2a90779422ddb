#include "net/http/client_failures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/http/message_writer.hpp"

namespace parley::http {
namespace {

bool is_target(std::string_view target) {
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
         });
}

}  // namespace

std::optional<failure> check_request(const request& outgoing) {
  if (!is_target(outgoing.target))
    return fail(failure_code::invalid_input,
                fmt::format("the request target \"{}\" must begin with \"/\" and hold no spaces",
                            outgoing.target));
  if (!are_sendable(outgoing.headers))
    return fail(failure_code::invalid_input,
                "a request header holds a line break or another character that headers cannot "
                "hold; check the API key, organization and project for stray characters");
  return std::nullopt;
}

failure deadline_was_past(const std::string& place) {
  return fail(failure_code::timed_out,
              fmt::format("the deadline had passed before a request to {} was sent", place));
}

failure no_connection_became_free(const std::string& place, const transport_settings& transport) {
  return fail(failure_code::timed_out,
              fmt::format("no connection to {} became free before the deadline: all {} are busy; "
                          "raise transport.max_connections or lower the concurrency",
                          place, transport.max_connections));
}

failure explain(const attempt& ended, const std::string& place,
                const transport_settings& transport) {
  switch (ended.how) {
    case attempt::end::timed_out:
      if (ended.why == "deadline")
        return fail(failure_code::timed_out,
                    fmt::format("{} did not complete its reply before the call's deadline; raise "
                                "transport.call_timeout if such calls are expected to take longer",
                                place));
      return fail(failure_code::timed_out,
                  fmt::format("{} sent nothing within transport.{}; raise it if the server is "
                              "expected to be this slow",
                              place, ended.why));
    case attempt::end::not_http:
      return fail(failure_code::protocol_error,
                  fmt::format("{} answered with something that is not an acceptable HTTP/1.1 reply "
                              "({}); expected a header up to {} bytes and a body up to "
                              "transport.max_reply_bytes = {}; check that the base URL names an "
                              "HTTP API",
                              place, ended.why, max_reply_header_bytes, transport.max_reply_bytes));
    default:
      break;
  }
  // With TLS 1.3 a server's refusal of our certificate comes after the handshake.
  if (!ended.any_byte && ended.why.find("alert") != ended.why.npos &&
      ended.why.find("certificate") != ended.why.npos)
    return fail(failure_code::tls_failed,
                fmt::format("{} did not accept our certificate ({}); expected one that this server "
                            "trusts",
                            place, ended.why));
  return fail(
      failure_code::connection_lost,
      fmt::format("the connection to {} ended {} ({}); a retry may help", place,
                  ended.any_byte ? "in the middle of the reply" : "before any reply", ended.why));
}

}  // namespace parley::http
