#include "sim/service/chat_reply.hpp"
#include "sim/service/chat_request.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/generation.hpp"

namespace parley::sim::service {
namespace {

asio::awaitable<void> refuse(exchange& call, api_error error, http::fields headers) {
  ++call.state.counters.errors;
  http::response reply;
  reply.status = error.status;
  reply.headers = reply_headers(call, "application/json");
  for (const auto& [name, value] : headers.all()) reply.headers.set(name, value);
  reply.body = error_body(error);
  co_await call.out.send(std::move(reply));
}

}  // namespace

asio::awaitable<void> create_chat_completion(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_chat_request(*document);
  if (!read) co_return co_await send_error(call, read.error());
  const generation_request& request = *read;
  generation work(call, request);
  if (work.prompt_tokens() > request.model->context_tokens) {
    api_error error = invalid_request(
        "This model's maximum context length was exceeded. Please reduce the length of the messages.",
        "messages", "context_length_exceeded");
    co_return co_await send_error(call, std::move(error));
  }
  http::fields refusal_headers;
  if (auto error = work.admit(refusal_headers))
    co_return co_await refuse(call, std::move(*error), std::move(refusal_headers));
  work.compose();
  const reply_identity identity{work.make_reply_id("chatcmpl-"), {}, call.state.unix_now()};
  if (request.stream) {
    const auto deltas = deltas_for(work.timing(), work.usage().output);
    const auto pieces = plan_chat_stream(request, identity, work.answers(), work.usage(), deltas);
    co_return co_await send_stream(call, pieces, work.timing());
  }
  const auto total = work.timing().first_token + work.timing().generation;
  if (total > duration{0}) co_await call.state.clock.sleep_for(total);
  co_await send_json(call, 200, chat_completion(request, identity, work.answers(), work.usage()));
}

}  // namespace parley::sim::service
