#include "sim/service/batch_line.hpp"

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/captured_reply.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

bool asks_for(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

std::string_view role_in(const json::object& body) {
  const auto* metadata = body.if_contains("metadata");
  const auto* object = metadata ? metadata->if_object() : nullptr;
  const auto* role = object ? object->if_contains("role") : nullptr;
  return role && role->is_string() ? as_view(*role) : std::string_view{};
}

api_error injected_error(const std::optional<std::string>& code) {
  if (!code || *code == "server_error") return internal_error();
  api_error error = invalid_request("This line was made to fail.", std::nullopt, *code);
  if (*code == "rate_limit_exceeded") error.status = 429;
  return error;
}

asio::awaitable<void> ask(exchange& call, const std::string& endpoint, const json::object& body) {
  for (const std::string_view name : {"stream", "background"})
    if (asks_for(body, name)) {
      api_error error = invalid_request(
          std::string("The Batch API does not support '") + std::string(name) + "'.",
          std::string(name), "unsupported_parameter");
      co_return co_await send_error(call, std::move(error));
    }
  if (endpoint == "/v1/embeddings") co_return co_await create_embeddings(call);
  if (endpoint == "/v1/chat/completions") co_return co_await create_chat_completion(call);
  co_await create_response(call);
}

std::string line_json(const batch_line& line, const exchange& call, const http::response& reply,
                      bool with_id) {
  json_text out;
  out.open('{');
  out.member("id", make_id("batch_req_", stable_hash(call.request_id), 0).substr(0, 42));
  if (with_id) out.member("custom_id", line.custom_id);
  out.key("response");
  out.open('{');
  out.member("status_code", reply.status);
  out.member("request_id", call.request_id);
  out.literal_member("body", reply.body.empty() ? "null" : reply.body);
  out.close('}');
  out.null_member("error");
  out.close('}');
  return out.take();
}

}  // namespace

asio::awaitable<line_answer> answer_line(service_state& state, const batch& owner,
                                         const batch_line& line,
                                         const std::optional<fault_rule>& fault) {
  const auto parsed = parse_body(line.text);
  const json::object& body = (*parsed)->get_object().at("body").get_object();
  http::request request;
  request.method = "POST";
  request.target = owner.endpoint;
  request.body = json::serialize(body);
  captured_reply reply;
  exchange call(state, request, reply);
  call.in_batch = true;
  call.time_scale = 0;
  call.scope = owner.scope;
  const model_entry* model = find_model(owner.model);
  const fault_facts facts{
      "batches", role_in(body),          model ? model->name : std::string_view(owner.model),
      false,     stable_hash(line.text), fault_place::batch_line};
  const auto struck = draw_fault_of(state, call.scope, facts, &call);
  const bool all_fail = fault && fault->kind == fault_kind::batch_all_failed;
  if (all_fail || (struck && struck->kind == fault_kind::batch_line_error)) {
    api_error error = injected_error(all_fail ? fault->code : struck->code);
    co_await send_error(call, std::move(error));
  } else {
    co_await ask(call, owner.endpoint, body);
  }
  line_answer answer;
  answer.succeeded = reply.reply().status == 200;
  answer.model_seconds = std::chrono::duration<double>(call.model_time).count();
  answer.usage = call.usage;
  if (answer.succeeded)
    state.log.record(call.scope,
                     {call_event::batched,
                      std::string(facts.model),
                      std::string(facts.role),
                      {},
                      call.usage.input + call.usage.output,
                      {},
                      call.request_id,
                      {}},
                     state.clock.now());
  if (!struck || struck->kind != fault_kind::batch_lost_line)
    answer.json = line_json(line, call, reply.reply(),
                            !struck || struck->kind != fault_kind::batch_missing_id);
  co_return answer;
}

}  // namespace parley::sim::service
