// How a certificate made on the spot should be: also the wrong ones that tests need.
// Must not know: OpenSSL's types (in this header), sockets.
#pragma once

#include <chrono>
#include <string>

#include "net/http/server.hpp"
#include "net/http/tls_context.hpp"

namespace parley::http {

struct identity_wish {
  std::string host = "localhost";           ///< DNS name or address
  std::chrono::seconds starts_in{-86'400};  ///< validity, from now
  std::chrono::seconds ends_in{6 * 86'400};
  bool self_signed = false;  ///< without an authority; ca_pem is then the certificate itself
  bool only_host = false;    ///< not also for 127.0.0.1, ::1 and localhost
  bool for_client = false;   ///< clientAuth instead of serverAuth
};
result<fresh_identity> make_identity(const identity_wish& wish);

}  // namespace parley::http
