#include <fmt/format.h>

#include <array>
#include <boost/asio/this_coro.hpp>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/batch_runner.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/list_page.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 3> batch_endpoints{"/v1/responses", "/v1/chat/completions",
                                                          "/v1/embeddings"};
constexpr std::array<std::string_view, 1> windows{"24h"};
constexpr std::array<std::string_view, 1> anchors{"created_at"};
constexpr std::int64_t usual_page = 20, largest_page = 100;
constexpr std::int64_t shortest_life = 3'600, longest_life = 2'592'000;  // seconds

api_error unknown_batch(std::string_view id) {
  return not_found(fmt::format("No batch found with id '{}'.", id.substr(0, 128)));
}

void read_output_life(field_reader& fields, batch& into) {
  const auto* life = fields.object("output_expires_after");
  if (!life) return;
  field_reader inner(*life, "output_expires_after");
  std::optional<std::string> anchor;
  inner.one_of("anchor", anchors, anchor);
  inner.integer("seconds", {shortest_life, longest_life}, into.output_life);
  if (!inner.failed() && !anchor) inner.complain(missing_parameter("output_expires_after.anchor"));
  if (!inner.failed() && !into.output_life)
    inner.complain(missing_parameter("output_expires_after.seconds"));
  if (inner.failed()) fields.complain(*inner.error());
}

checked<batch> read_batch(const json::object& body) {
  static constexpr std::array<std::string_view, 5> known{
      "input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"};
  batch made;
  field_reader fields(body, "");
  std::optional<std::string> file, endpoint, window;
  std::vector<std::pair<std::string, std::string>> metadata;
  fields.string("input_file_id", file);
  fields.one_of("endpoint", batch_endpoints, endpoint);
  fields.one_of("completion_window", windows, window);
  fields.metadata("metadata", metadata);
  read_output_life(fields, made);
  fields.only(known);
  for (const auto& [name, value] :
       {std::pair{"input_file_id", &file}, std::pair{"endpoint", &endpoint},
        std::pair{"completion_window", &window}})
    if (!fields.failed() && !*value) fields.complain(missing_parameter(name));
  if (fields.failed()) return *fields.error();
  made.input_file_id = *file;
  made.endpoint = *endpoint;
  if (const auto* map = body.if_contains("metadata")) made.metadata_json = json::serialize(*map);
  return made;
}

checked<std::shared_ptr<const std::string>> input_of(exchange& call, const batch& what) {
  const auto* file = call.state.files.find(call.scope, what.input_file_id, call.state.unix_now());
  if (!file)
    return invalid_request(fmt::format("Invalid input_file_id: no file with id '{}' exists.",
                                       std::string_view(what.input_file_id).substr(0, 128)),
                           "input_file_id", "invalid_value");
  if (file->purpose != "batch")
    return invalid_request(
        fmt::format("Invalid input_file_id: the file's purpose is '{}'; expected 'batch'.",
                    file->purpose),
        "input_file_id", "invalid_value");
  return file->content;
}

}  // namespace

asio::awaitable<void> create_batch(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto read = read_batch((*document)->get_object());
  if (!read) co_return co_await send_error(call, read.error());
  auto input = input_of(call, *read);
  if (!input) co_return co_await send_error(call, input.error());
  auto& state = call.state;
  const fault_facts facts{"batches", {}, {}, false, stable_hash(**input), fault_place::batch};
  auto fault = draw_fault_of(state, call.scope, facts, &call);
  auto made = std::make_shared<batch>(std::move(*read));
  made->id =
      make_id("batch_", static_cast<std::uint64_t>(state.started_unix), state.batches.next_number())
          .substr(0, 38);
  made->scope = call.scope;
  made->created_at = state.unix_now();
  made->window_seconds = state.batches.settings.window_seconds;
  if (!state.batches.put(made)) {
    api_error error{
        429, "requests",
        fmt::format("Too many batches are in work: {}. Wait for some of them.", max_batches),
        std::nullopt, "rate_limit_exceeded"};
    co_return co_await send_error(call, std::move(error));
  }
  state.start_task(co_await asio::this_coro::executor,
                   run_batch(state, made, std::move(*input), std::move(fault)));
  co_await send_json(call, 200, batch_json(*made));
}

asio::awaitable<void> list_batches(exchange& call) {
  const auto page = read_page_query(call, usual_page, largest_page);
  if (!page) co_return co_await send_error(call, page.error());
  std::vector<list_entry> entries;
  for (const auto& one : call.state.batches.list(call.scope))
    entries.push_back({one->id, batch_json(*one)});
  co_await send_json(call, 200, page_of(std::move(entries), *page));
}

asio::awaitable<void> get_batch(exchange& call, std::string id) {
  const auto found = call.state.batches.find(call.scope, id);
  if (!found) co_return co_await send_error(call, unknown_batch(id));
  co_await send_json(call, 200, batch_json(*found));
}

asio::awaitable<void> cancel_batch(exchange& call, std::string id) {
  const auto found = call.state.batches.find(call.scope, id);
  if (!found) co_return co_await send_error(call, unknown_batch(id));
  if (found->is_over()) {
    api_error error = invalid_request(
        fmt::format("Cannot cancel a batch with status '{}'.", to_string(found->status)),
        std::nullopt, std::nullopt);
    error.status = 409;
    co_return co_await send_error(call, std::move(error));
  }
  found->take(batch_event::cancel_asked, found->position);
  co_await send_json(call, 200, batch_json(*found));
}

// {"speed"?, "window_s"?, "enqueued_tokens"?}: how the batches created from now on run; the speed
// also of those at work.
asio::awaitable<void> set_batches(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  static constexpr std::array<std::string_view, 3> known{"speed", "window_s", "enqueued_tokens"};
  batch_settings settings = call.state.batches.settings;
  field_reader fields((*document)->get_object(), "");
  std::optional<std::int64_t> window, tokens;
  fields.decimal("speed", 0.001, 1e9, settings.speed);
  fields.integer("window_s", {1, 2'592'000}, window);
  fields.integer("enqueued_tokens", {0, 1'000'000'000'000}, tokens);
  fields.only(known);
  if (fields.failed()) co_return co_await send_error(call, *fields.error());
  settings.window_seconds = window.value_or(settings.window_seconds);
  settings.enqueued_tokens = tokens.value_or(settings.enqueued_tokens);
  call.state.batches.settings = settings;
  co_await send_json(call, 200, R"({"applied":true})");
}

}  // namespace parley::sim::service
