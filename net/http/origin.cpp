// Base URLs: what the client connects to.
#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "net/http/client.hpp"

namespace parley::http {
namespace {

struct url_parts {
  std::string_view scheme, authority, path;
};

failure wrong(std::string_view url, std::string_view what) {
  return fail(failure_code::invalid_config,
              fmt::format("the URL \"{}\" {}; expected something like "
                          "https://api.example.com/v1 (scheme, host, optional port and path)",
                          url, what));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-') return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc() && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

// Host and port of "host:port", "[::1]:port", each without port too.
result<std::pair<std::string, std::string>> split_authority(std::string_view url,
                                                            std::string_view authority) {
  std::string_view host = authority, port;
  const bool bracketed = authority.starts_with('[');
  if (bracketed) {
    const auto end = authority.find(']');
    if (end == authority.npos) return wrong(url, "has an IPv6 address without closing \"]\"");
    host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    boost::system::error_code ec;
    boost::asio::ip::make_address_v6(std::string(host), ec);
    if (ec || host.find('%') != host.npos)
      return wrong(url, "has something that is no IPv6 address between \"[\" and \"]\"");
    if (!port.empty() && port.front() != ':') return wrong(url, "has text after \"]\"");
  } else if (const auto colon = authority.find(':'); colon != authority.npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  if (!port.empty() && !is_port(port)) return wrong(url, "has a port that is not 1 to 65535");
  const std::string name = lower(host);
  if (!bracketed && !is_host_name(name))
    return wrong(url, name.empty() ? "has no host"
                                   : "has a host with characters that no host name has (write "
                                     "international names in their xn-- form)");
  return std::pair(name, std::string(port));
}

}  // namespace

result<origin> parse_origin(std::string_view url) {
  const auto separator = url.find("://");
  if (separator == url.npos) return wrong(url, "has no scheme (http:// or https://)");
  const std::string scheme = lower(url.substr(0, separator));
  if (scheme != "http" && scheme != "https") return wrong(url, "is neither http:// nor https://");
  std::string_view rest = url.substr(separator + 3);
  if (rest.find_first_of("?#") != rest.npos) return wrong(url, "has a query or a fragment");
  for (const char c : rest)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\')
      return wrong(url, "has a space, backslash or control character");
  const auto slash = rest.find('/');
  const std::string_view authority = rest.substr(0, slash);
  if (authority.find('@') != authority.npos)
    return wrong(url.substr(0, separator + 3), "has a user name or password before the host");
  auto where = split_authority(url, authority);
  if (!where) return where.error();

  origin found;
  found.tls = scheme == "https";
  found.host = std::move(where->first);
  found.port = where->second.empty() ? (found.tls ? "443" : "80") : std::move(where->second);
  if (slash != rest.npos) found.prefix = rest.substr(slash);
  while (found.prefix.ends_with('/')) found.prefix.pop_back();
  return found;
}

}  // namespace parley::http
