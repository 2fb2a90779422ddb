#include <fmt/format.h>

#include <charconv>

#include "sim/service/background.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/generation.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/item_references.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/list_page.hpp"
#include "sim/service/responses_request.hpp"

namespace parley::sim::service {
namespace {

constexpr std::int64_t usual_page = 20;
constexpr std::int64_t largest_page = 100;

api_error unknown_response(std::string_view id) {
  return not_found(fmt::format("Response with id '{}' not found.", id.substr(0, 128)));
}

checked<std::int64_t> read_starting_after(const exchange& call) {
  const auto text = call.parameter("starting_after");
  if (!text) return -1;
  std::int64_t number = -1;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (ec == std::errc{} && end == text->data() + text->size() && number >= 0 && number < INT64_MAX)
    return number;
  return invalid_type("starting_after", "an integer", "a string");
}

}  // namespace

asio::awaitable<void> get_response(exchange& call, std::string id) {
  const auto job = call.state.jobs.find(call.scope, id);
  const auto found = call.state.store.find(call.scope, id);
  if (!found && !job) co_return co_await send_error(call, unknown_response(id));
  if (call.parameter("stream") == "true") {
    const auto after = read_starting_after(call);
    if (!after) co_return co_await send_error(call, after.error());
    if (job && !job->frames.empty()) co_return co_await stream_job(call, job, *after);
    api_error error = invalid_request(
        "This response cannot be streamed: only one that was made with 'background' and 'stream' "
        "can, and only for a time.",
        "stream", "invalid_value");
    co_return co_await send_error(call, std::move(error));
  }
  co_await send_json(call, 200, job ? job->json_at(call.state.clock.now()) : found->json);
}

asio::awaitable<void> delete_response(exchange& call, std::string id) {
  const auto job = call.state.jobs.find(call.scope, id);
  if (job) call.state.jobs.erase(call.scope, id);
  if (!call.state.store.erase(call.scope, id) && !job)
    co_return co_await send_error(call, unknown_response(id));
  co_await send_json(call, 200,
                     fmt::format(R"({{"id":"{}","object":"response","deleted":true}})", id));
}

asio::awaitable<void> cancel_response(exchange& call, std::string id) {
  const auto job = call.state.jobs.find(call.scope, id);
  if (!job && !call.state.store.find(call.scope, id))
    co_return co_await send_error(call, unknown_response(id));
  const bool over = job && call.state.clock.now() >= job->ends && !job->is_cancelled;
  if (!job || over) {
    api_error error = invalid_request(
        over ? "Cannot cancel a completed response." : "Cannot cancel a synchronous response.",
        std::nullopt, std::nullopt);
    co_return co_await send_error(call, std::move(error));
  }
  job->is_cancelled = true;  // a second time changes nothing
  co_await send_json(call, 200, job->cancelled);
}

asio::awaitable<void> list_input_items(exchange& call, std::string id) {
  const auto found = call.state.store.find(call.scope, id);
  if (!found) co_return co_await send_error(call, unknown_response(id));
  const auto page = read_page_query(call, usual_page, largest_page);
  if (!page) co_return co_await send_error(call, page.error());
  co_await send_json(call, 200, page_of(found->input_items, *page));
}

// Keeps the user's messages as they are and folds the rest into one opaque item.
asio::awaitable<void> compact_response(exchange& call) {
  auto document = parse_body(call.request.body);
  if (document) document = with_referenced_items(call.state.store, call.scope, *document);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_responses_request(*document, responses_use::compact);
  if (!read) co_return co_await send_error(call, read.error());
  std::vector<list_entry> items = input_item_list(*read);
  if (read->previous_response_id) {
    const auto before = call.state.store.find(call.scope, *read->previous_response_id);
    if (!before) {
      api_error error =
          invalid_request(fmt::format("Previous response with id '{}' not found.",
                                      std::string_view(*read->previous_response_id).substr(0, 128)),
                          "previous_response_id", "previous_response_not_found");
      co_return co_await send_error(call, std::move(error));
    }
    items.insert(items.begin(), before->input_items.begin(), before->input_items.end());
  }
  const auto tokens = count_prompt(*read, call.scope, nullptr, nullptr);
  const auto occurrence = call.state.seen.next(read->hash);
  constexpr std::int64_t summary_tokens = 64;
  json_text out;
  out.open('{');
  out.member("id", make_id("resp_", read->hash ^ 1, occurrence));
  out.member("object", "response.compaction");
  out.member("created_at", call.state.unix_now());
  out.key("output");
  out.open('[');
  for (const auto& item : items)
    if (item.json.find(R"("role":"user")") != std::string::npos) out.literal(item.json);
  out.open('{');
  out.member("type", "compaction");
  out.member("id", make_id("cmp_", read->hash, occurrence));
  out.member("encrypted_content", make_id("gAAAA", read->hash, occurrence));
  out.close('}');
  out.close(']');
  out.literal_member("usage", usage_json({tokens, 0, summary_tokens}));
  out.close('}');
  co_await send_json(call, 200, out.take());
}

}  // namespace parley::sim::service
