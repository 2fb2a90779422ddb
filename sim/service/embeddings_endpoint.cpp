#include <fmt/format.h>

#include <array>

#include "base/random_stream.hpp"
#include "sim/service/embeddings.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/quota_reply.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::size_t max_inputs = 2'048;
constexpr std::int64_t max_input_tokens = 8'192;
constexpr std::int64_t max_total_tokens = 300'000;

struct embedding_request {
  const model_entry* model = nullptr;
  std::vector<std::string> inputs;
  std::int64_t tokens = 0;
  std::size_t dimensions = 0;
  bool base64 = false;
};

// A text that stands for token numbers: equal numbers, equal vectors.
std::string text_of_tokens(const boost::json::array& tokens) {
  std::string text;
  for (const auto& token : tokens) text += fmt::format("t{} ", token.get_int64());
  return text;
}

bool holds_integers(const boost::json::array& list) {
  for (const auto& one : list)
    if (!one.is_int64()) return false;
  return !list.empty();
}

void add_text(field_reader& fields, embedding_request& into, std::string_view text) {
  const auto tokens = count_tokens(text);
  if (text.empty())
    return fields.complain(
        invalid_request("'$.input' is invalid. Please check the API reference: "
                        "https://platform.openai.com/docs/api-reference.",
                        std::nullopt, std::nullopt));
  if (tokens > max_input_tokens)
    return fields.complain(invalid_request(
        fmt::format("This model's maximum context length is {} tokens, however you requested {} "
                    "tokens ({} in your prompt; 0 for the completion). Please reduce your prompt.",
                    max_input_tokens, tokens, tokens),
        std::nullopt, std::nullopt));
  into.tokens += tokens;
  into.inputs.emplace_back(text);
}

void add_tokens(field_reader& fields, embedding_request& into, const boost::json::array& tokens) {
  if (tokens.size() > static_cast<std::size_t>(max_input_tokens))
    return fields.complain(invalid_request("This model's maximum context length is 8192 tokens.",
                                           std::nullopt, std::nullopt));
  into.tokens += static_cast<std::int64_t>(tokens.size());
  into.inputs.push_back(text_of_tokens(tokens));
}

void read_inputs(field_reader& fields, embedding_request& into) {
  const auto* input = fields.find("input");
  if (!input || input->is_null()) return fields.complain(missing_parameter("input"));
  if (input->is_string()) return add_text(fields, into, as_view(*input));
  const auto* list = input->if_array();
  if (!list)
    return fields.complain(invalid_type("input", "a string or an array", kind_name(*input)));
  if (list->empty())
    return fields.complain(invalid_request(
        "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty "
        "array instead.",
        "input", "empty_array"));
  if (holds_integers(*list)) return add_tokens(fields, into, *list);
  if (list->size() > max_inputs)
    return fields.complain(invalid_request(
        fmt::format(
            "Invalid 'input': array too long. Expected an array with maximum length {}, but "
            "got an array with length {} instead.",
            max_inputs, list->size()),
        "input", "array_above_max_length"));
  for (std::size_t i = 0; i < list->size() && !fields.failed(); ++i) {
    const auto& one = (*list)[i];
    if (one.is_string())
      add_text(fields, into, as_view(one));
    else if (one.is_array() && holds_integers(one.get_array()))
      add_tokens(fields, into, one.get_array());
    else
      fields.complain(invalid_type(fmt::format("input[{}]", i),
                                   "a string or an array of token numbers", kind_name(one)));
  }
  if (into.tokens > max_total_tokens)
    fields.complain(invalid_request(
        fmt::format("Invalid 'input': maximum request size is {} tokens per request.",
                    max_total_tokens),
        std::nullopt, "max_tokens_per_request"));
}

checked<embedding_request> read_request(const boost::json::object& body) {
  static constexpr std::array<std::string_view, 5> known{"input", "model", "encoding_format",
                                                         "dimensions", "user"};
  static constexpr std::array<std::string_view, 2> encodings{"float", "base64"};
  embedding_request request;
  field_reader fields(body, "");
  std::optional<std::string> name, encoding, user;
  fields.string("model", name);
  if (fields.failed()) return *fields.error();
  if (!name)
    return invalid_request("you must provide a model parameter", std::nullopt, std::nullopt);
  request.model = find_model(*name);
  if (!request.model || request.model->kind != model_kind::embedding) {
    api_error error =
        not_found(fmt::format("The model `{}` does not exist or you do not have "
                              "access to it.",
                              std::string_view(*name).substr(0, 128)));
    error.code = "model_not_found";
    return error;
  }
  std::optional<std::int64_t> dimensions;
  fields.integer("dimensions", {1, request.model->output_tokens}, dimensions);
  if (dimensions && request.model->name == "text-embedding-ada-002")
    fields.complain(invalid_request("This model does not support specifying dimensions.",
                                    "dimensions", std::nullopt));
  fields.one_of("encoding_format", encodings, encoding);
  fields.string("user", user);
  read_inputs(fields, request);
  fields.only(known);
  if (fields.failed()) return *fields.error();
  request.dimensions = static_cast<std::size_t>(dimensions.value_or(request.model->output_tokens));
  request.base64 = encoding == "base64";
  return request;
}

bool is_shuffled(const exchange& call) {
  return call.fault && call.fault->kind == fault_kind::shuffled_index;
}

void spoil_request(const exchange& call, embedding_request& request) {
  if (call.fault && call.fault->kind == fault_kind::wrong_dimensions)
    request.dimensions = std::max<std::size_t>(1, request.dimensions / 2);
}

// `backwards`: the entries in the opposite order, each with its right index.
std::string reply_to(const embedding_request& request, bool backwards) {
  json_text out;
  out.open('{');
  out.member("object", "list");
  out.key("data");
  out.open('[');
  for (std::size_t n = 0; n < request.inputs.size(); ++n) {
    const std::size_t i = backwards ? request.inputs.size() - 1 - n : n;
    const auto vector = embed(request.model->name, request.inputs[i], request.dimensions);
    out.open('{');
    out.member("object", "embedding");
    out.member("index", i);
    out.key("embedding");
    if (request.base64) {
      out.string(base64_floats(vector));
    } else {
      out.open('[');
      for (float value : vector) out.literal(fmt::format("{}", value));
      out.close(']');
    }
    out.close('}');
  }
  out.close(']');
  out.member("model", request.model->name);
  out.literal_member("usage", fmt::format(R"({{"prompt_tokens":{},"total_tokens":{}}})",
                                          request.tokens, request.tokens));
  out.close('}');
  return out.take();
}

}  // namespace

asio::awaitable<void> create_embeddings(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto request = read_request((*document)->get_object());
  if (!request) co_return co_await send_error(call, request.error());
  const fault_facts facts{"embeddings",
                          {},
                          request->model->name,
                          false,
                          stable_hash(call.request.body),
                          call.in_batch ? fault_place::line_text : fault_place::call};
  draw_fault(call, facts);
  if (call.fault && replaces_answer(*call.fault)) co_return co_await send_instead(call);
  quota_request wanted{request->model->name, {}, request->tokens};
  std::optional<refusal> refused;
  if (!call.in_batch) refused = ask_quota(call, wanted);
  if (refused) co_return co_await send_refusal(call, std::move(*refused));
  const auto timing = draw_timing(call.state.speeds.of(*request->model), facts.hash,
                                  call.state.seen.next(facts.hash), request->tokens, 0,
                                  call.in_batch ? 1 : call.time_scale);
  call.usage = {request->tokens, 0, 0};
  call.model_time = timing.first_token;
  if (!call.in_batch && timing.first_token > duration{0})
    co_await call.state.clock.sleep_for(timing.first_token);
  call.state.counters.input_tokens += static_cast<std::uint64_t>(request->tokens);
  call.state.log.record_usage(call.scope, request->model->name, request->tokens, 0, 0);
  spoil_request(call, *request);
  co_await send_answer(call, reply_to(*request, is_shuffled(call)));
}

}  // namespace parley::sim::service
