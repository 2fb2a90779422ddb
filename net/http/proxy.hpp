// Which proxy stands between us and a host, as the environment says.
// Must not know: sockets, where the variables come from.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/errors.hpp"
#include "net/http/client.hpp"

namespace parley::http {

struct proxy {
  std::string host;
  std::string port;
  std::string authorization;  ///< value of Proxy-Authorization; empty: none
};

/// Reads a variable; nothing or empty: not set.
using environment = std::function<std::optional<std::string>(const char* name)>;

/// HTTPS_PROXY, else ALL_PROXY, unless NO_PROXY covers the host; lower-case names win. Only TLS
/// goes through a proxy (as a tunnel, CONNECT), and never to this machine itself. NO_PROXY: a list
/// with commas of hosts, ".domain" or "domain" (its subdomains too), each with ":port" if wanted;
/// "*". Errors: invalid_config (a proxy that is not http://, or unreadable).
result<std::optional<proxy>> choose_proxy(const origin& where, const environment& variables);

environment process_environment();

}  // namespace parley::http
