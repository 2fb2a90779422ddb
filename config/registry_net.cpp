// [openai], [transport], [retry].
#include "config/row_makers.hpp"

namespace parley {
using namespace std::chrono_literals;
using rows::at;
namespace {

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  if (!host.starts_with("127.")) return false;
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// https://host[:port][/path]; http:// only where nobody can listen in.
bool is_base_url(const std::string& url) {
  const bool secure = url.starts_with("https://");
  if (!secure && !url.starts_with("http://")) return false;
  std::string_view rest = std::string_view(url).substr(secure ? 8 : 7);
  if (rest.find_first_of(" ?#@\\\"") != std::string_view::npos) return false;
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, colon);
  if (host.empty() || (host.front() == '[') != (bracket != std::string_view::npos)) return false;
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    const int number = std::stoi(std::string(port));
    if (number < 1 || number > 65'535) return false;
  }
  return secure || is_loopback(host);
}

/// Goes into an HTTP header as it stands.
bool is_header_word(const std::string& text) {
  return text.size() <= 128 &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
             std::string::npos;
}

void add_openai_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  using fields = openai_settings;
  constexpr auto openai = &settings::openai;
  add(rows::text("openai.base_url", at(openai, &fields::base_url),
                 "https://... | http:// on this machine",
                 "an https:// address, or http:// on this machine (127.0.0.1, [::1], localhost)",
                 is_base_url, "where the service is, up to and with /v1"));
  add(rows::choice("openai.api", at(openai, &fields::api), {"responses", "chat"},
                   "Responses API, or Chat Completions for compatible servers"));
  add(rows::text("openai.api_key_file", at(openai, &fields::api_key_file), "a file",
                 "a file's path", nullptr,
                 "file whose first line is the key; empty: OPENAI_API_KEY"));
  add(rows::text("openai.ca_file", at(openai, &fields::ca_file), "a PEM file", "a file's path",
                 nullptr, "certificates to trust; empty: the system's"));
  add(rows::text("openai.client_certificate_file", at(openai, &fields::client_certificate_file),
                 "a PEM file", "a file's path", nullptr,
                 "our own certificate, for servers that ask for one (mutual TLS); empty: none"));
  add(rows::text("openai.client_key_file", at(openai, &fields::client_key_file), "a PEM file",
                 "a file's path", nullptr,
                 "the private key of that certificate, without a passphrase"));
  add(rows::text("openai.organization", at(openai, &fields::organization), "an id",
                 "an organization's id, or nothing", is_header_word,
                 "billed organization; empty: the key's own"));
  add(rows::text("openai.project", at(openai, &fields::project), "an id",
                 "a project's id, or nothing", is_header_word,
                 "billed project; empty: the key's own"));
}

void add_quota_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  constexpr auto quota = &settings::quota;
  add(rows::live(rows::number("quota.share", at(quota, &quota_settings::share), 0.01, 1,
                              "of every quota that this run may use; the rest is left to other "
                              "runs with the same key")));
  add(rows::choice(
      "quota.order", at(quota, &quota_settings::order),
      {"balanced", "fifo", "finish_first", "started_first", "longest_left", "alternating"},
      "which of the calls that wait for quota goes next; docs/scheduling.md compares "
      "them"));
  add(rows::boolean("quota.tighten_output", at(quota, &quota_settings::tighten_output),
                    "ask for less room than max_output_tokens once a role's replies are known to "
                    "need less: providers set aside what is asked for"));
  add(rows::number("quota.hedge", at(quota, &quota_settings::hedge), 0, 0.2,
                   "share of calls that may be sent twice when the first is slower than 95 of 100; "
                   "both are paid; 0: none"));
}

}  // namespace

void add_net_rows(std::vector<setting_row>& all) {
  add_openai_rows(all);
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  using fields = transport_settings;
  constexpr auto transport = &settings::transport;
  add(rows::duration("transport.connect_timeout", at(transport, &fields::connect_timeout), 100ms,
                     5min, "name lookup, TCP and TLS together"));
  add(rows::duration("transport.first_byte_timeout", at(transport, &fields::first_byte_timeout),
                     100ms, 30min, "from the request sent to the reply's first byte"));
  add(rows::duration("transport.idle_timeout", at(transport, &fields::idle_timeout), 100ms, 30min,
                     "between two reads of one reply"));
  add(rows::duration("transport.call_timeout", at(transport, &fields::call_timeout), 100ms, 1h,
                     "one attempt, all together"));
  add(rows::duration("transport.max_idle", at(transport, &fields::max_idle), 100ms, 1h,
                     "a connection unused this long is closed; keep below the server's own limit"));
  add(rows::integer("transport.min_connections", at(transport, &fields::min_connections), 0, 4'000,
                    "kept open however long unused; at most max_connections"));
  add(rows::integer("transport.max_connections", at(transport, &fields::max_connections), 1, 20'000,
                    "to one host; as many calls can be in flight at once"));
  add(rows::integer("transport.max_reply_bytes", at(transport, &fields::max_reply_bytes), 65'536,
                    1'073'741'824, "a longer reply is refused"));
  add(rows::boolean("transport.stream", at(transport, &fields::stream),
                    "replies as a stream: limits and failures are seen at the first token"));

  add_quota_rows(all);
  constexpr auto retry = &settings::retry;
  add(rows::integer("retry.max_attempts", at(retry, &retry_settings::max_attempts), 1, 20,
                    "of one call, the first included"));
  add(rows::duration("retry.base_delay", at(retry, &retry_settings::base_delay), 1ms, 1min,
                     "before attempt n: a random time up to base_delay * 2^n"));
  add(rows::duration("retry.max_delay", at(retry, &retry_settings::max_delay), 1ms, 10min,
                     "no wait is longer; at least base_delay"));
  add(rows::number("retry.budget", at(retry, &retry_settings::budget), 1, 1e6,
                   "the run's store of retries; a failure costs 1, a success gives 0.1 back"));
}

}  // namespace parley
