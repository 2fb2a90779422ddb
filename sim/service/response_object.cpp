#include "sim/service/response_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/logprobs.hpp"
#include "sim/service/request_parts.hpp"

namespace parley::sim::service {
namespace {

// Members of an object without its braces, to be joined later.
std::string members(json_text& out) {
  std::string text = out.take();
  return text.substr(1, text.size() - 2);
}

void echo(json_text& out, const json::object& body, std::string_view name,
          std::string_view otherwise) {
  out.key(name);
  const auto* value = body.if_contains(name);
  if (value && !value->is_null())
    out.value(*value);
  else
    out.literal(otherwise);
}

void write_text(json_text& out, const generation_request& request) {
  out.key("text");
  out.open('{');
  out.key("format");
  const text_format& format = request.format;
  out.open('{');
  if (format.kind == format_kind::json_schema) {
    out.member("type", "json_schema");
    out.key("description");
    format.description ? out.string(*format.description) : out.literal("null");
    out.member("name", format.name);
    out.key("schema");
    format.schema ? out.value(json::value(*format.schema)) : out.literal("{}");
    out.member("strict", format.strict);
  } else {
    out.member("type", format.kind == format_kind::json_object ? "json_object" : "text");
  }
  out.close('}');
  const auto* text = request.body().if_contains("text");
  const auto* verbosity =
      text && text->is_object() ? text->get_object().if_contains("verbosity") : nullptr;
  out.member("verbosity", verbosity && verbosity->is_string() ? as_view(*verbosity) : "medium");
  out.close('}');
}

void write_tools(json_text& out, const generation_request& request) {
  out.key("tools");
  out.open('[');
  const auto* tools = request.body().if_contains("tools");
  std::size_t function = 0;
  if (tools && tools->is_array())
    for (const auto& tool : tools->get_array()) {
      if (as_view(tool.at("type")) != "function") {
        out.value(tool);
        continue;
      }
      const function_tool& known = request.tools[function++];
      out.open('{');
      out.member("type", "function");
      out.key("description");
      known.description ? out.string(*known.description) : out.literal("null");
      out.member("name", known.name);
      out.key("parameters");
      known.parameters ? out.value(json::value(*known.parameters)) : out.literal("null");
      out.member("strict", known.strict);
      out.close('}');
    }
  out.close(']');
}

std::string_view tier_of(const json::object& body) {
  const auto* tier = body.if_contains("service_tier");
  if (!tier || !tier->is_string() || as_view(*tier) == "auto") return "default";
  return as_view(*tier);
}

void write_reasoning(json_text& out) {
  out.key("reasoning");
  out.open('{');
  out.null_member("effort");
  out.null_member("summary");
  out.close('}');
}

}  // namespace

struct response_object::snapshot {
  std::string_view status;
  std::optional<std::int64_t> completed_at;
  std::string error = "null";
  std::string_view incomplete_details = "null";
  std::string output;
  std::string usage = "null";
};

response_object::response_object(const generation_request& request, reply_identity identity)
    : identity_(std::move(identity)), background_(request.background), logprobs_(request.logprobs) {
  const auto& body = request.body();
  json_text head;
  head.open('{');
  echo(head, body, "instructions", "null");
  echo(head, body, "max_output_tokens", "null");
  echo(head, body, "max_tool_calls", "null");
  head.member("model", request.model->snapshot);
  head.close('}');
  before_output_ = members(head);

  json_text middle;
  middle.open('{');
  middle.member("parallel_tool_calls", request.parallel_tool_calls);
  echo(middle, body, "presence_penalty", "0");
  echo(middle, body, "frequency_penalty", "0");
  echo(middle, body, "previous_response_id", "null");
  echo(middle, body, "prompt_cache_key", "null");
  echo(middle, body, "prompt_cache_retention", "null");
  write_reasoning(middle);
  echo(middle, body, "safety_identifier", "null");
  middle.member("service_tier", tier_of(body));
  middle.member("store", request.store);
  middle.member("temperature", request.temperature);
  write_text(middle, request);
  echo(middle, body, "tool_choice", "\"auto\"");
  write_tools(middle, request);
  echo(middle, body, "top_logprobs", "0");
  middle.member("top_p", request.top_p);
  echo(middle, body, "truncation", "\"disabled\"");
  middle.close('}');
  before_usage_ = members(middle);

  json_text tail;
  tail.open('{');
  echo(tail, body, "user", "null");
  echo(tail, body, "metadata", "{}");
  tail.close('}');
  after_usage_ = members(tail);
}

std::string response_object::compose(const snapshot& state) const {
  std::string out;
  out.reserve(400 + before_output_.size() + state.output.size() + before_usage_.size() +
              state.usage.size() + after_usage_.size());
  fmt::format_to(std::back_inserter(out),
                 R"({{"id":"{}","object":"response","created_at":{},"status":"{}",)"
                 R"("background":{},"completed_at":{},"error":{},"incomplete_details":{},)",
                 identity_.id, identity_.created_at, state.status, background_,
                 state.completed_at ? std::to_string(*state.completed_at) : "null", state.error,
                 state.incomplete_details);
  out += before_output_;
  out += ",\"output\":[";
  out += state.output;
  out += "],";
  out += before_usage_;
  out += ",\"usage\":";
  out += state.usage;
  out += ',';
  out += after_usage_;
  out += '}';
  return out;
}

std::string response_object::started() const {
  return compose({.status = "in_progress"});
}

std::string response_object::queued() const {
  return compose({.status = "queued"});
}

std::string response_object::cancelled() const {
  return compose({.status = "cancelled"});
}

std::string response_object::finished(const model_answer& answer, const usage_counts& usage,
                                      std::int64_t completed_at) const {
  snapshot state{.status = status_of(answer), .usage = usage_json(usage)};
  for (std::size_t i = 0; i < item_count(answer); ++i) {
    if (i > 0) state.output += ',';
    state.output += item(answer, i, false);
  }
  if (answer.end == reply_end::length)
    state.incomplete_details = R"({"reason":"max_output_tokens"})";
  else if (answer.end == reply_end::content_filter)
    state.incomplete_details = R"({"reason":"content_filter"})";
  else
    state.completed_at = completed_at;
  return compose(state);
}

std::string response_object::failed(std::string_view code, std::string_view message) const {
  json_text error;
  error.open('{');
  error.member("code", code);
  error.member("message", message);
  error.close('}');
  return compose({.status = "failed", .error = error.take()});
}

std::string response_object::content_part(const model_answer& answer, bool open) const {
  json_text out;
  out.open('{');
  if (answer.end == reply_end::refusal) {
    out.member("type", "refusal");
    out.member("refusal", open ? std::string_view{} : std::string_view(answer.text));
  } else {
    out.member("type", "output_text");
    out.literal_member("annotations", "[]");
    out.literal_member("logprobs", open ? "[]" : logprobs_of(answer.text));
    out.member("text", open ? std::string_view{} : std::string_view(answer.text));
  }
  out.close('}');
  return out.take();
}

std::string response_object::logprobs_of(std::string_view text) const {
  return logprobs_ < 0 ? "[]" : logprobs_json(text, logprobs_);
}

std::string response_object::item(const model_answer& answer, std::size_t index, bool open) const {
  json_text out;
  out.open('{');
  out.member("id", identity_.item_ids[index]);
  out.member("type", answer.calls.empty() ? "message" : "function_call");
  // Only the last item can be the one that was cut.
  const bool last = index + 1 == item_count(answer);
  out.member("status", open ? "in_progress" : last ? status_of(answer) : "completed");
  if (answer.calls.empty()) {
    out.key("content");
    out.open('[');
    if (!open) out.literal(content_part(answer, false));
    out.close(']');
    out.member("role", "assistant");
  } else {
    const called_function& call = answer.calls[index];
    out.member("arguments", open ? std::string_view{} : std::string_view(call.arguments));
    out.member("call_id", call.call_id);
    out.member("name", call.name);
  }
  out.close('}');
  return out.take();
}

std::size_t item_count(const model_answer& answer) {
  return std::max<std::size_t>(1, answer.calls.size());
}

std::string usage_json(const usage_counts& usage) {
  return fmt::format(
      R"({{"input_tokens":{},"input_tokens_details":{{"cached_tokens":{},"cache_write_tokens":0}},)"
      R"("output_tokens":{},"output_tokens_details":{{"reasoning_tokens":0}},"total_tokens":{}}})",
      usage.input, usage.cached, usage.output, usage.input + usage.output);
}

std::string_view status_of(const model_answer& answer) {
  return answer.end == reply_end::length || answer.end == reply_end::content_filter ? "incomplete"
                                                                                    : "completed";
}

}  // namespace parley::sim::service
