#include <fmt/format.h>

#include <algorithm>

#include "sim/service/background.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/generation.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/item_references.hpp"
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
    const auto job = call.state.jobs.find(call.scope, *request.previous_response_id);
    if (job && !job->is_done)
      return invalid_request(
          "The previous response is still in progress. Wait until its status is "
          "'completed'.",
          "previous_response_id", "invalid_value");
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

stored_response to_keep(const generation_request& request, const generation& work) {
  const model_answer& answer = work.answers().front();
  stored_response kept{{}, input_item_list(request), {}, request.messages, {}};
  if (answer.calls.empty()) kept.conversation.push_back({"assistant", answer.text});
  for (const auto& function : answer.calls) {
    kept.conversation.push_back({"call", function.name + ' ' + function.arguments});
    kept.open_calls.push_back(function.call_id);
  }
  return kept;
}

void remember(exchange& call, const generation_request& request, const response_object& object,
              const generation& work, const std::string& body) {
  if (!request.store) return;
  stored_response kept = to_keep(request, work);
  kept.json = body;
  kept.output_ids = object.identity().item_ids;
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
  const response_object object(request, identity_of(call, work));
  const auto total = work.timing().first_token + work.timing().generation;
  const auto completed_at =
      call.state.unix_now() + std::chrono::duration_cast<std::chrono::seconds>(total).count();
  if (request.stream) {
    const stream_form form{deltas_for(work.timing(), answer.tokens), request.obfuscate, false};
    auto pieces = plan_response_stream(object, answer, work.usage(), completed_at, form);
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

namespace {

// The oldest messages go until the rest fits: truncation "auto".
void cut_history(const exchange& call, generation_request& request) {
  while (request.messages.size() > 1 &&
         count_prompt(request, call.scope, nullptr, nullptr) > request.model->context_tokens)
    request.messages.erase(
        request.messages.begin(),
        request.messages.begin() + static_cast<std::ptrdiff_t>((request.messages.size() + 3) / 4));
}

asio::awaitable<void> create_in_background(exchange& call, generation_request request) {
  auto made = std::make_unique<detached_request>(call, std::move(request));
  if (auto error = check_context(made->asked, made->work.prompt_tokens()))
    co_return co_await send_error(call, std::move(*error));
  draw_fault(call, made->work.facts("responses"));
  if (call.fault && replaces_answer(*call.fault)) co_return co_await send_instead(call);
  made->call.fault = call.fault;
  auto refused = made->work.admit();
  call.quota = made->call.quota;
  if (refused) co_return co_await refuse(call, made->asked, made->work, std::move(*refused));
  made->work.compose();
  stored_response kept = to_keep(made->asked, made->work);
  co_await start_background(call, std::move(made), std::move(kept));
}

}  // namespace

asio::awaitable<void> create_response(exchange& call) {
  auto document = parse_body(call.request.body);
  if (document) document = with_referenced_items(call.state.store, call.scope, *document);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_responses_request(*document, responses_use::create);
  if (!read) co_return co_await send_error(call, read.error());
  generation_request& request = *read;
  if (auto error = join_conversation(call, request))
    co_return co_await send_error(call, std::move(*error));
  if (request.cut_history) cut_history(call, request);
  if (request.background) co_return co_await create_in_background(call, std::move(request));
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
  if (document) document = with_referenced_items(call.state.store, call.scope, *document);
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
