#include "base/errors.hpp"

#include <ostream>

namespace parley {

std::string_view to_string(failure_code code) {
  switch (code) {
    case failure_code::none:
      return "none";
    case failure_code::invalid_input:
      return "invalid_input";
    case failure_code::invalid_config:
      return "invalid_config";
    case failure_code::not_found:
      return "not_found";
    case failure_code::io_error:
      return "io_error";
    case failure_code::not_writable:
      return "not_writable";
    case failure_code::connect_failed:
      return "connect_failed";
    case failure_code::tls_failed:
      return "tls_failed";
    case failure_code::untrusted:
      return "untrusted";
    case failure_code::connection_lost:
      return "connection_lost";
    case failure_code::timed_out:
      return "timed_out";
    case failure_code::rate_limited:
      return "rate_limited";
    case failure_code::overloaded:
      return "overloaded";
    case failure_code::server_error:
      return "server_error";
    case failure_code::bad_request:
      return "bad_request";
    case failure_code::authentication:
      return "authentication";
    case failure_code::balance_exhausted:
      return "balance_exhausted";
    case failure_code::request_too_large:
      return "request_too_large";
    case failure_code::protocol_error:
      return "protocol_error";
    case failure_code::refused:
      return "refused";
    case failure_code::cut_short:
      return "cut_short";
    case failure_code::malformed_output:
      return "malformed_output";
    case failure_code::out_of_character:
      return "out_of_character";
    case failure_code::cancelled:
      return "cancelled";
    case failure_code::deadline_exceeded:
      return "deadline_exceeded";
    case failure_code::budget_exhausted:
      return "budget_exhausted";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, const failure& f) {
  return out << to_string(f.code) << ": " << f.message;
}

}  // namespace parley
