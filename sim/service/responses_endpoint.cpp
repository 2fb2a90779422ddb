#include <fmt/format.h>

#include <algorithm>

#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/generation.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/request_parts.hpp"
#include "sim/service/responses_request.hpp"

namespace parley::sim::service {
namespace {

// Puts what was said before in front of the request, and pairs functions with their answers.
std::optional<api_error> join_conversation(exchange& call, generation_request& request) {
  std::vector<std::string> callable = request.tool_calls;
  if (request.previous_response_id) {
    const auto before = call.state.store.find(call.scope, *request.previous_response_id);
    if (!before)
      return invalid_request(
          fmt::format("Previous response with id '{}' not found.",
                      std::string_view(*request.previous_response_id).substr(0, 128)),
          "previous_response_id", "previous_response_not_found");
    request.messages.insert(request.messages.begin(), before->conversation.begin(),
                            before->conversation.end());
    callable.insert(callable.end(), before->open_calls.begin(), before->open_calls.end());
    request.hash = answer_hash(request);
  }
  const auto missing = [](const auto& wanted, const auto& among) {
    return std::find_if(wanted.begin(), wanted.end(), [&](const auto& id) {
      return std::find(among.begin(), among.end(), id) == among.end();
    });
  };
  if (auto lost = missing(request.tool_results, callable); lost != request.tool_results.end())
    return invalid_request(
        fmt::format("No tool call found for function call output with call_id {}.", *lost), "input",
        std::nullopt);
  if (auto open = missing(callable, request.tool_results); open != callable.end())
    return invalid_request(fmt::format("No tool output found for function call {}.", *open),
                           "input", std::nullopt);
  return std::nullopt;
}

std::optional<api_error> check_context(const generation_request& request, std::int64_t tokens) {
  if (tokens <= request.model->context_tokens) return std::nullopt;
  return invalid_request(
      "Your input exceeds the context window of this model. Please adjust your input and try "
      "again.",
      "input", "context_length_exceeded");
}

void remember(exchange& call, const generation_request& request, const response_object& object,
              const generation& work, const std::string& body) {
  if (!request.store) return;
  const model_answer& answer = work.answers().front();
  stored_response kept{body, input_item_list(request), request.messages, {}};
  if (answer.calls.empty()) kept.conversation.push_back({"assistant", answer.text});
  for (const auto& function : answer.calls) {
    kept.conversation.push_back({"call", function.name + ' ' + function.arguments});
    kept.open_calls.push_back(function.call_id);
  }
  call.state.store.put(call.scope, object.identity().id, std::move(kept));
}

asio::awaitable<void> refuse(exchange& call, const generation_request& request,
                             const generation& work, refusal what) {
  if (!(request.stream && call.state.in_band_refusals))
    co_return co_await send_refusal(call, std::move(what));
  reply_identity identity{work.make_reply_id("resp_"), {}, call.state.unix_now()};
  const response_object object(request, std::move(identity));
  std::vector<stream_piece> pieces;
  pieces.push_back({-1, failed_stream(object, what.error)});
  reply_timing at_once;
  co_await send_stream(call, std::move(pieces), at_once, &object);
}

}  // namespace

namespace {

asio::awaitable<void> answer_response(exchange& call, const generation_request& request,
                                      const generation& work) {
  const model_answer& answer = work.answers().front();
  reply_identity identity{work.make_reply_id("resp_"),
                          work.make_reply_id(answer.calls.empty() ? "msg_" : "fc_"),
                          call.state.unix_now()};
  const response_object object(request, std::move(identity));
  const auto total = work.timing().first_token + work.timing().generation;
  const auto completed_at =
      call.state.unix_now() + std::chrono::duration_cast<std::chrono::seconds>(total).count();
  if (request.stream) {
    auto pieces = plan_response_stream(object, answer, work.usage(), completed_at,
                                       deltas_for(work.timing(), answer.tokens), request.obfuscate);
    if (request.store)
      remember(call, request, object, work, object.finished(answer, work.usage(), completed_at));
    co_return co_await send_stream(call, std::move(pieces), work.timing(), &object);
  }
  if (total > duration{0}) co_await call.state.clock.sleep_for(total);
  std::string body = object.finished(answer, work.usage(), completed_at);
  remember(call, request, object, work, body);
  co_await send_answer(call, std::move(body));
}

}  // namespace

asio::awaitable<void> create_response(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_responses_request(*document, responses_use::create);
  if (!read) co_return co_await send_error(call, read.error());
  generation_request& request = *read;
  if (auto error = join_conversation(call, request))
    co_return co_await send_error(call, std::move(*error));
  generation work(call, request);
  if (auto error = check_context(request, work.prompt_tokens()))
    co_return co_await send_error(call, std::move(*error));
  draw_fault(call, work.facts("responses"));
  if (call.fault && replaces_answer(*call.fault)) co_return co_await send_instead(call);
  if (auto refused = work.admit())
    co_return co_await refuse(call, request, work, std::move(*refused));
  work.compose();
  co_await answer_response(call, request, work);
}

asio::awaitable<void> count_input_tokens(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_responses_request(*document, responses_use::count);
  if (!read) co_return co_await send_error(call, read.error());
  if (auto error = join_conversation(call, *read))
    co_return co_await send_error(call, std::move(*error));
  const auto tokens = count_prompt(*read, call.scope, nullptr, nullptr);
  co_await send_json(
      call, 200, fmt::format(R"({{"object":"response.input_tokens","input_tokens":{}}})", tokens));
}

}  // namespace parley::sim::service
