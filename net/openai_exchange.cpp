// One attempt of one call: the request out, the reply in, in the wire's terms.
#include <fmt/format.h>

#include "net/openai_ticket.hpp"
#include "net/wire/reply_reader.hpp"

namespace parley {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

/// A streamed body on its way in.
struct incoming {
  incoming(const wire::codec& dialect, std::size_t max_bytes) : reader(dialect, max_bytes) {}
  wire::reply_reader reader;
  time_point first_byte{};
};

wire::provider_error transport_error(const failure& what, const incoming& body) {
  wire::provider_error error;
  error.what = what;
  error.facts.text_committed = body.reader.started();
  return error;
}

bool is_success(const http::response& reply) {
  return reply.status / 100 == 2;
}

}  // namespace

http::request openai_calls::make_request(std::string method, std::string_view target) const {
  http::request outgoing;
  outgoing.method = std::move(method);
  outgoing.target = target;
  auto& headers = outgoing.headers;
  const auto& endpoint = settings_.endpoint;
  if (!settings_.api_key.empty()) headers.set("Authorization", "Bearer " + settings_.api_key);
  headers.set("Accept", "application/json");
  headers.set("User-Agent", "parley/" PARLEY_VERSION);
  if (!endpoint.organization.empty()) headers.set("OpenAI-Organization", endpoint.organization);
  if (!endpoint.project.empty()) headers.set("OpenAI-Project", endpoint.project);
  headers.set("X-Client-Request-Id", fmt::format("{}-{}", trace_prefix_, ++last_trace_));
  return outgoing;
}

/// A request that met a closed connection may have been read all the same: the next one is another.
class openai_calls::repeat final : public http::resend_permit {
 public:
  explicit repeat(ticket& whose) : mine_(whose) {}
  asio::awaitable<result<void>> ask() override {
    attempt_ended(mine_.watch, mine_.number, attempt_end::failed(failure_code::connection_lost));
    const auto number = co_await next_attempt(mine_.watch, mine_.number, true);
    if (!number) co_return number.error();
    mine_.number = *number;
    co_return result<void>();
  }

 private:
  ticket& mine_;
};

// The header of a streamed reply comes with its first token: what it says about the limits is news
// now, and would be old at the end.
void openai_calls::note_head(ticket& mine, const http::response& head) {
  if (!is_success(head)) return;  // a refusal is settled as a whole
  mine.where.governor.on_headers(mine.id, wire::parse_rate_headers(head.headers), clock_.now());
  pump(mine.where);
}

asio::awaitable<openai_calls::attempt> openai_calls::send_once(ticket& mine,
                                                               const std::string& body,
                                                               time_point deadline) {
  const bool stream = settings_.transport.stream;
  const auto start = clock_.now();
  auto outgoing = make_request("POST", codec_->target());
  outgoing.headers.set("Content-Type", "application/json");
  outgoing.body = body;
  repeat again(mine);
  if (mine.watch) outgoing.again = &again;

  incoming arriving(*codec_, static_cast<std::size_t>(settings_.transport.max_reply_bytes));
  http::body_sink sink = [this, &arriving](std::string_view bytes) {
    if (arriving.first_byte == time_point{}) arriving.first_byte = clock_.now();
    return arriving.reader.feed(bytes);
  };
  if (!stream) sink = nullptr;
  http::head_sink on_head = [this, &mine](const http::response& head) { note_head(mine, head); };
  const auto until = std::min(deadline, start + duration(settings_.transport.call_timeout));
  auto answer =
      co_await client_->exchange(std::move(outgoing), until, std::move(sink), std::move(on_head));

  attempt done{wire::wire_fail(failure_code::none, {}), {}};
  if (answer) done.limits = wire::parse_rate_headers(answer->reply.headers);
  // What the stream said outweighs how its connection ended: a complete reply may be followed by
  // a reset, and an unreadable one is why we closed it.
  const bool decided = arriving.reader.ended() || arriving.reader.broken();
  if (answer && !is_success(answer->reply))
    done.reply = wire::error_from_reply(answer->reply, wall_clock_now());
  else if (decided || (answer && stream))
    done.reply = arriving.reader.finish();
  else if (!answer)
    done.reply = transport_error(answer.error(), arriving);
  else
    done.reply = codec_->decode(answer->reply.body);

  if (!done.reply) co_return done;
  const auto sent = answer ? answer->times.sent : start;
  const auto complete = answer ? answer->times.complete : clock_.now();
  const auto first = stream ? arriving.first_byte : answer->times.first_byte;
  done.reply->first_token = duration_cast<microseconds>(first - sent);
  done.reply->latency = duration_cast<microseconds>(complete - sent);
  if (answer) done.reply->request_id = answer->reply.headers.get("x-request-id").value_or("");
  co_return done;
}

}  // namespace parley
