// What all TLS connections of one client or one server share: trust, identity, protocol, sessions.
// Must not know: OpenSSL's types (in this header), sockets, HTTP.
#pragma once

#include <memory>
#include <string>

#include "base/errors.hpp"
#include "net/http/server.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace parley::http {

struct ssl_deleter {
  void operator()(ssl_st* tls) const;
};
using ssl_ptr = std::unique_ptr<ssl_st, ssl_deleter>;

/// Must outlive the connections made from it. One thread.
class tls_context {
 public:
  virtual ~tls_context() = default;
  /// A new connection's state, not yet bound to a socket. Null: out of memory.
  virtual ssl_ptr connection() = 0;
};

/// TLS 1.2 or 1.3, session tickets, ALPN http/1.1. Errors: tls_failed (unreadable PEM, wrong key).
result<std::unique_ptr<tls_context>> make_server_tls(const tls_identity& identity);

struct client_tls {
  std::string host;    ///< verified against the certificate; sent as SNI unless it is an address
  std::string ca_pem;  ///< trust these; empty: the system's store
  std::string certificate_chain_pem;  ///< our own identity, for servers that ask; may be empty
  std::string private_key_pem;
};
/// Verification of chain and name on; resumes the newest session. Errors: tls_failed.
result<std::unique_ptr<tls_context>> make_client_tls(const client_tls& settings);

/// What is wrong with a peer's certificate (a verification result other than 0) and what to do.
std::string describe_verification(long code, const std::string& place);

/// The newest lines of OpenSSL's error queue as one line; empties the queue.
std::string take_tls_errors();

}  // namespace parley::http
