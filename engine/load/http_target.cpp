#include "engine/load/http_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "net/http/client.hpp"
#include "net/wire/codec.hpp"
#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"
#include "net/wire/reply_reader.hpp"

namespace parley::load {
namespace {

/// A reply on its way in, with the moment of every piece of text.
class arriving_reply {
 public:
  arriving_reply(const wire::codec& dialect, std::size_t max_bytes, clock_source& clock)
      : reader(dialect, max_bytes), clock_(clock) {}

  bool feed(std::string_view bytes, outcome& seen) {
    const std::size_t before = reader.pieces();
    const bool more = reader.feed(bytes);
    std::size_t fresh = reader.pieces() - before;
    if (fresh == 0 && before > 0) return more;
    const time_point now = clock_.now();
    if (fresh > 0 && before == 0) {
      seen.streamed = true;
      seen.first_token = now;
      --fresh;
    } else if (before == 0) {
      if (seen.first_token == time_point{}) seen.first_token = now;  // first byte, for now
      return more;
    } else {
      seen.gaps.push_back(gap(seen.last_token, now));
      --fresh;
    }
    // Pieces that came in one read came at one moment.
    seen.gaps.insert(seen.gaps.end(), fresh, 0);
    seen.last_token = now;
    return more;
  }

  wire::reply_reader reader;

 private:
  static std::uint32_t gap(time_point from, time_point to) {
    return static_cast<std::uint32_t>(std::min<std::int64_t>(micros(to - from), UINT32_MAX));
  }
  clock_source& clock_;
};

wire::provider_error transport_error(const failure& what, bool started) {
  wire::provider_error error;
  error.what = what;
  error.facts.text_committed = started;
  return error;
}

class http_target final : public target {
 public:
  http_target(clock_source& clock, std::unique_ptr<http::client> client,
              std::unique_ptr<wire::codec> codec, target_settings settings)
      : clock_(clock),
        client_(std::move(client)),
        codec_(std::move(codec)),
        settings_(std::move(settings)) {}

  asio::awaitable<outcome> send(const chat_request& request, time_point deadline) override {
    outcome seen;
    const auto limit = static_cast<std::size_t>(settings_.transport.max_reply_bytes);
    arriving_reply incoming(*codec_, limit, clock_);
    http::body_sink sink = [&](std::string_view bytes) { return incoming.feed(bytes, seen); };
    http::request outgoing = make_request(request);
    const std::size_t asked_bytes = outgoing.body.size();
    auto answer = co_await client_->exchange(std::move(outgoing), deadline, std::move(sink));
    seen.ended = clock_.now();
    conclude(seen, incoming.reader, answer);
    if (seen.reply.has_value() && !seen.reply->usage_reported) {
      // A server that streams sends about a token a piece; bytes tell the prompt's size roughly.
      seen.reply->usage.output = static_cast<std::int64_t>(
          seen.streamed ? incoming.reader.pieces() : seen.reply->text.size() / 4 + 1);
      seen.reply->usage.input = static_cast<std::int64_t>(asked_bytes / 4);
    }
    if (seen.reply.has_error())
      seen.reply.error().what.message =
          wire::without_secret(std::move(seen.reply.error().what.message), settings_.api_key);
    co_return seen;
  }

 private:
  http::request make_request(const chat_request& request) const {
    http::request outgoing;
    outgoing.method = "POST";
    outgoing.target = codec_->target();
    auto& headers = outgoing.headers;
    if (!settings_.api_key.empty()) headers.set("Authorization", "Bearer " + settings_.api_key);
    headers.set("Accept", settings_.transport.stream ? "text/event-stream" : "application/json");
    headers.set("Content-Type", "application/json");
    headers.set("User-Agent", "parley-load");
    const auto& endpoint = settings_.endpoint;
    if (!endpoint.organization.empty()) headers.set("OpenAI-Organization", endpoint.organization);
    if (!endpoint.project.empty()) headers.set("OpenAI-Project", endpoint.project);
    outgoing.body = codec_->encode(request, settings_.transport.stream);
    if (!settings_.extra_body.empty()) {
      outgoing.body.pop_back();  // the closing brace
      outgoing.body += ',' + settings_.extra_body + '}';
    }
    return outgoing;
  }

  static void conclude(outcome& seen, wire::reply_reader& reader,
                       const result<http::exchange_result>& answer) {
    if (!answer) {
      const bool whole = reader.ended();
      if (!whole && !reader.broken()) {
        seen.reply = transport_error(answer.error(), reader.started());
        return;
      }
      seen.reply = reader.finish();
      return;
    }
    seen.connecting = answer->connecting;
    seen.reused = answer->reused;
    seen.limits = wire::parse_rate_headers(answer->reply.headers);
    if (answer->reply.status / 100 == 2)
      seen.reply = reader.finish();
    else
      seen.reply = wire::error_from_reply(answer->reply, wall_clock_now());
  }

  clock_source& clock_;
  std::unique_ptr<http::client> client_;
  std::unique_ptr<wire::codec> codec_;
  target_settings settings_;
};

/// The members of an object without its braces; empty for none.
result<std::string> members_of(const std::string& extra_body) {
  if (extra_body.empty()) return std::string();
  auto parsed = parse_json(extra_body);
  if (!parsed || !parsed->is_object())
    return fail(
        failure_code::invalid_input,
        fmt::format("--extra-body {}: expected a JSON object, e.g. "
                    "'{{\"ignore_eos\": true}}'{}",
                    wire::one_line(extra_body, 60), parsed ? "" : "; " + parsed.error().message));
  if (parsed->get_object().empty()) return std::string();
  const std::string text = json::serialize(*parsed);
  return text.substr(1, text.size() - 2);
}

}  // namespace

result<std::unique_ptr<target>> make_http_target(asio::io_context& context, clock_source& clock,
                                                 target_settings settings) {
  auto extra = members_of(settings.extra_body);
  if (!extra) return extra.error();
  settings.extra_body = std::move(*extra);
  auto codec = wire::make_codec(settings.endpoint.api);
  if (!codec) return codec.error();
  auto where = http::parse_origin(settings.endpoint.base_url);
  if (!where) return where.error();
  http::client_settings transport;
  transport.where = std::move(*where);
  transport.ca_pem = settings.ca_pem;
  transport.certificate_chain_pem = settings.client_certificate_pem;
  transport.private_key_pem = settings.client_key_pem;
  transport.transport = settings.transport;
  auto client = http::client::create(context, clock, std::move(transport));
  if (!client) return client.error();
  std::unique_ptr<target> made = std::make_unique<http_target>(
      clock, std::move(*client), std::move(*codec), std::move(settings));
  return made;
}

}  // namespace parley::load
