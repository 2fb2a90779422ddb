#include "sim/service/chat_reply.hpp"

#include <fmt/format.h>

#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/logprobs.hpp"

namespace parley::sim::service {
namespace {

std::string_view finish_of(const model_answer& answer) {
  if (answer.end == reply_end::length) return "length";
  if (answer.end == reply_end::content_filter) return "content_filter";
  return answer.calls.empty() ? "stop" : "tool_calls";
}

std::string usage_of(const usage_counts& usage) {
  return fmt::format(R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},)"
                     R"("prompt_tokens_details":{{"cached_tokens":{},"audio_tokens":0}},)"
                     R"("completion_tokens_details":{{"reasoning_tokens":0,"audio_tokens":0,)"
                     R"("accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}})",
                     usage.input, usage.output, usage.input + usage.output, usage.cached);
}

std::string fingerprint(const model_entry& model) {
  return fmt::format("fp_{:010x}", stable_hash(model.snapshot) & 0xFFFFFFFFFFull);
}

void write_frame_head(json_text& out, const generation_request& request,
                      const reply_identity& identity, std::string_view object) {
  out.open('{');
  out.member("id", identity.id);
  out.member("object", object);
  out.member("created", identity.created_at);
  out.member("model", request.model->snapshot);
}

void write_frame_tail(json_text& out, const generation_request& request) {
  out.member("service_tier", "default");
  out.member("system_fingerprint", fingerprint(*request.model));
}

// `index` < 0: a whole call, without the stream's position.
void write_call(json_text& out, const called_function& call, int index, std::string_view arguments,
                bool opens) {
  out.open('{');
  if (index >= 0) out.member("index", index);
  if (opens) {
    out.member("id", call.call_id);
    out.member("type", "function");
  }
  out.key("function");
  out.open('{');
  if (opens) out.member("name", call.name);
  out.member("arguments", arguments);
  out.close('}');
  out.close('}');
}

void write_message(json_text& out, const model_answer& answer) {
  out.open('{');
  out.member("role", "assistant");
  out.key("content");
  const bool refused = answer.end == reply_end::refusal;
  refused || !answer.calls.empty() ? out.literal("null") : out.string(answer.text);
  out.key("refusal");
  refused ? out.string(answer.text) : out.literal("null");
  out.literal_member("annotations", "[]");
  if (!answer.calls.empty()) {
    out.key("tool_calls");
    out.open('[');
    for (const auto& call : answer.calls) write_call(out, call, -1, call.arguments, true);
    out.close(']');
  }
  out.close('}');
}

// One chunk of one choice; `write_delta` fills the delta object.
template <class WriteDelta>
std::string chunk(const generation_request& request, const reply_identity& identity, int index,
                  std::string_view finish, std::string_view logprobs, WriteDelta write_delta) {
  json_text out;
  write_frame_head(out, request, identity, "chat.completion.chunk");
  write_frame_tail(out, request);
  out.key("choices");
  out.open('[');
  out.open('{');
  out.member("index", index);
  out.key("delta");
  out.open('{');
  write_delta(out);
  out.close('}');
  out.literal_member("logprobs", logprobs);
  finish.empty() ? out.null_member("finish_reason") : out.member("finish_reason", finish);
  out.close('}');
  out.close(']');
  if (request.include_usage) out.null_member("usage");
  out.close('}');
  return "data: " + out.take() + "\n\n";
}

// `item`: the call that begins; the first delta of all says who speaks.
void write_opening_delta(json_text& out, const model_answer& answer, std::size_t item) {
  if (item == 0) out.member("role", "assistant");
  if (answer.calls.empty()) {
    out.member("content", "");
    out.null_member("refusal");
    return;
  }
  if (item == 0) out.null_member("content");
  out.key("tool_calls");
  out.open('[');
  write_call(out, answer.calls[item], static_cast<int>(item), "", true);
  out.close(']');
}

void write_part_delta(json_text& out, const model_answer& answer, std::size_t item,
                      std::string_view part) {
  if (answer.calls.empty())
    return out.member(answer.end == reply_end::refusal ? "refusal" : "content", part);
  out.key("tool_calls");
  out.open('[');
  write_call(out, answer.calls[item], static_cast<int>(item), part, false);
  out.close(']');
}

// Log probabilities of a text, or null.
std::string logprobs_of(const generation_request& request, const model_answer& answer,
                        std::string_view text) {
  if (request.logprobs < 0 || !answer.calls.empty()) return "null";
  const bool refused = answer.end == reply_end::refusal;
  return fmt::format(R"({{"content":{},"refusal":{}}})",
                     refused ? "null" : logprobs_json(text, request.logprobs),
                     refused ? logprobs_json(text, request.logprobs) : "null");
}

std::string usage_chunk(const generation_request& request, const reply_identity& identity,
                        const usage_counts& usage) {
  json_text out;
  write_frame_head(out, request, identity, "chat.completion.chunk");
  write_frame_tail(out, request);
  out.literal_member("choices", "[]");
  out.literal_member("usage", usage_of(usage));
  out.close('}');
  return "data: " + out.take() + "\n\n";
}

}  // namespace

std::string chat_completion(const generation_request& request, const reply_identity& identity,
                            const std::vector<model_answer>& answers, const usage_counts& usage) {
  json_text out;
  write_frame_head(out, request, identity, "chat.completion");
  out.key("choices");
  out.open('[');
  for (std::size_t i = 0; i < answers.size(); ++i) {
    out.open('{');
    out.member("index", i);
    out.key("message");
    write_message(out, answers[i]);
    out.literal_member("logprobs", logprobs_of(request, answers[i], answers[i].text));
    out.member("finish_reason", finish_of(answers[i]));
    out.close('}');
  }
  out.close(']');
  out.literal_member("usage", usage_of(usage));
  write_frame_tail(out, request);
  out.close('}');
  return out.take();
}

std::vector<stream_piece> plan_chat_stream(const generation_request& request,
                                           const reply_identity& identity,
                                           const std::vector<model_answer>& answers,
                                           const usage_counts& usage, std::size_t deltas) {
  std::vector<stream_piece> pieces;
  std::string frames;
  for (std::size_t c = 0; c < answers.size(); ++c) {
    const model_answer& answer = answers[c];
    const int index = static_cast<int>(c);
    const std::size_t items = item_count(answer);
    for (std::size_t n = 0; n < items; ++n) {
      frames += chunk(request, identity, index, "", "null",
                      [&](json_text& out) { write_opening_delta(out, answer, n); });
      const auto parts =
          cut_into_deltas(answer.calls.empty() ? answer.text : answer.calls[n].arguments, deltas);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        frames += chunk(request, identity, index, "", logprobs_of(request, answer, parts[i]),
                        [&](json_text& out) { write_part_delta(out, answer, n, parts[i]); });
        const double part = static_cast<double>(i) / static_cast<double>(parts.size());
        const double item = (static_cast<double>(n) + part) / static_cast<double>(items);
        const double share = (static_cast<double>(c) + item) / static_cast<double>(answers.size());
        pieces.push_back({share, std::move(frames)});
        frames.clear();
      }
    }
    frames += chunk(request, identity, index, finish_of(answer), "null", [](json_text&) {});
  }
  if (request.include_usage) frames += usage_chunk(request, identity, usage);
  pieces.push_back({1, std::move(frames) + "data: [DONE]\n\n"});
  return pieces;
}

}  // namespace parley::sim::service
