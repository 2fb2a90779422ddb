#include "net/http/proxy.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdlib>

#include "net/http/name_lookup.hpp"
#include "net/http/percent.hpp"

namespace parley::http {
namespace {

std::string first_set(const environment& variables, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (auto value = variables(name); value && !value->empty()) return *value;
  return "";
}

bool is_this_machine(const std::string& host) {
  if (is_localhost_name(host)) return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  return !ec && address.is_loopback();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// One entry of NO_PROXY.
bool covers(std::string entry, const origin& where) {
  for (char& c : entry)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (entry == "*") return true;
  const auto colon = entry.rfind(':');
  const bool has_port = colon != entry.npos && entry.find(':') == colon;  // not an IPv6 address
  if (has_port) {
    if (entry.substr(colon + 1) != where.port) return false;
    entry.resize(colon);
  }
  if (entry.starts_with('.')) entry.erase(0, 1);
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  return !entry.empty() && (where.host == entry || where.host.ends_with("." + entry));
}

bool is_excepted(std::string_view list, const origin& where) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (covers(std::string(trimmed(list.substr(0, comma))), where)) return true;
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  return false;
}

std::string base64(std::string_view bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      out += i + j <= bytes.size() ? digits[group >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

failure unusable(std::string_view why) {
  return fail(failure_code::invalid_config,
              fmt::format("the proxy in HTTPS_PROXY or ALL_PROXY {}; expected "
                          "http://[user:password@]host[:port]; correct the variable, or name the "
                          "host in NO_PROXY",
                          why));
}

result<proxy> read_proxy(std::string text) {
  if (text.find("://") == text.npos) text = "http://" + text;
  proxy found;
  const auto start = text.find("://") + 3;
  // The password must not reach a message: it is taken out before the rest is looked at.
  if (const auto at = text.rfind('@'); at != text.npos && at > start) {
    found.authorization = "Basic " + base64(percent_decoded(text.substr(start, at - start)));
    text.erase(start, at + 1 - start);
  }
  const auto where = parse_origin(text);
  if (!where) return unusable("is no URL that can be used (" + text + ")");
  if (where->tls) return unusable("wants TLS to the proxy itself, which is not supported");
  found.host = where->host;
  found.port = where->port;
  return found;
}

}  // namespace

result<std::optional<proxy>> choose_proxy(const origin& where, const environment& variables) {
  const std::optional<proxy> none;
  if (!where.tls || is_this_machine(where.host)) return none;
  const std::string text =
      first_set(variables, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (text.empty() || is_excepted(first_set(variables, {"no_proxy", "NO_PROXY"}), where))
    return none;
  auto found = read_proxy(text);
  if (!found) return found.error();
  return std::optional<proxy>(std::move(*found));
}

environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

}  // namespace parley::http
