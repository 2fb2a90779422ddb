#include "sim/service/chat_reply.hpp"
#include "sim/service/chat_request.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/generation.hpp"

namespace parley::sim::service {
namespace {

// Inside a stream the error is a chunk of its own, and the stream ends without [DONE].
asio::awaitable<void> refuse(exchange& call, const generation_request& request, refusal what) {
  if (!(request.stream && call.state.in_band_refusals))
    co_return co_await send_refusal(call, std::move(what));
  std::vector<stream_piece> pieces;
  pieces.push_back({-1, "data: " + error_body(what.error) + "\n\n"});
  reply_timing at_once;
  co_await send_stream(call, std::move(pieces), at_once, nullptr);
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
        "This model's maximum context length was exceeded. Please reduce the length of the "
        "messages.",
        "messages", "context_length_exceeded");
    co_return co_await send_error(call, std::move(error));
  }
  draw_fault(call, work.facts("chat"));
  if (call.fault && replaces_answer(*call.fault)) co_return co_await send_instead(call);
  if (auto refused = work.admit()) co_return co_await refuse(call, request, std::move(*refused));
  work.compose();
  const reply_identity identity{work.make_reply_id("chatcmpl-"), {}, call.state.unix_now()};
  if (request.stream) {
    const auto deltas = deltas_for(work.timing(), work.usage().output);
    auto pieces = plan_chat_stream(request, identity, work.answers(), work.usage(), deltas);
    co_return co_await send_stream(call, std::move(pieces), work.timing(), nullptr);
  }
  const auto total = work.timing().first_token + work.timing().generation;
  if (total > duration{0}) co_await call.state.clock.sleep_for(total);
  co_await send_answer(call, chat_completion(request, identity, work.answers(), work.usage()));
}

}  // namespace parley::sim::service
