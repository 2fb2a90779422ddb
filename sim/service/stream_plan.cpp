#include "sim/service/stream_plan.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

// Random padding hides the length of deltas from eavesdroppers; clients must ignore it.
std::string padding(std::string_view key, std::uint64_t index) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  random_stream random(0, key, "obfuscation", index);
  std::string text(8 + random.below(8), 'x');
  for (char& c : text) c = letters[random.below(letters.size())];
  return text;
}

class event_writer {
 public:
  /// Begins an event's data; the members follow.
  void begin(std::string_view type) {
    type_ = type;
    data_ = {};
    data_.open('{');
    data_.member("type", type);
    data_.member("sequence_number", sequence_++);
  }
  json_text& data() { return data_; }
  void end(std::string& out) {
    data_.close('}');
    fmt::format_to(std::back_inserter(out), "event: {}\ndata: {}\n\n", type_, data_.text());
  }
  void whole_response(std::string_view type, const std::string& response, std::string& out) {
    begin(type);
    data_.literal_member("response", response);
    end(out);
  }
  int sequence() const { return sequence_; }

 private:
  std::string type_;
  json_text data_;
  int sequence_ = 0;
};

struct event_names {
  std::string_view delta, done, whole;  // whole: the member of `done` with all of it
};

event_names names_for(const model_answer& answer) {
  if (!answer.calls.empty())
    return {"response.function_call_arguments.delta", "response.function_call_arguments.done",
            "arguments"};
  if (answer.end == reply_end::refusal)
    return {"response.refusal.delta", "response.refusal.done", "refusal"};
  return {"response.output_text.delta", "response.output_text.done", "text"};
}

// One output item of the answer, and where its events say they belong.
struct item_place {
  const response_object& object;
  const model_answer& answer;
  std::size_t index;

  std::string_view body() const {
    return answer.calls.empty() ? answer.text : answer.calls[index].arguments;
  }
  void write(json_text& data) const {
    data.member("item_id", object.identity().item_ids[index]);
    data.member("output_index", index);
    if (answer.calls.empty()) data.member("content_index", 0);
  }
};

std::string opening(event_writer& events, const response_object& object, bool background) {
  std::string out;
  if (background) {
    const std::string queued = object.queued();
    events.whole_response("response.created", queued, out);
    events.whole_response("response.queued", queued, out);
    events.whole_response("response.in_progress", object.started(), out);
    return out;
  }
  const std::string started = object.started();
  events.whole_response("response.created", started, out);
  events.whole_response("response.in_progress", started, out);
  return out;
}

std::string item_opening(event_writer& events, const item_place& place) {
  std::string out;
  events.begin("response.output_item.added");
  events.data().member("output_index", place.index);
  events.data().literal_member("item", place.object.item(place.answer, place.index, true));
  events.end(out);
  if (!place.answer.calls.empty()) return out;
  events.begin("response.content_part.added");
  place.write(events.data());
  events.data().literal_member("part", place.object.content_part(place.answer, true));
  events.end(out);
  return out;
}

std::string item_closing(event_writer& events, const item_place& place) {
  const event_names names = names_for(place.answer);
  std::string out;
  events.begin(names.done);
  place.write(events.data());
  if (!place.answer.calls.empty())
    events.data().member("name", place.answer.calls[place.index].name);
  events.data().member(names.whole, place.body());
  if (names.whole == "text")
    events.data().literal_member("logprobs", place.object.logprobs_of(place.body()));
  events.end(out);
  if (place.answer.calls.empty()) {
    events.begin("response.content_part.done");
    place.write(events.data());
    events.data().literal_member("part", place.object.content_part(place.answer, false));
    events.end(out);
  }
  events.begin("response.output_item.done");
  events.data().member("output_index", place.index);
  events.data().literal_member("item", place.object.item(place.answer, place.index, false));
  events.end(out);
  return out;
}

}  // namespace

std::vector<std::string_view> cut_into_deltas(std::string_view text, std::size_t deltas) {
  std::vector<std::string_view> parts;
  std::int64_t tokens = count_tokens(text);
  for (std::size_t left = deltas; left > 0 && !text.empty(); --left) {
    const auto take =
        (tokens + static_cast<std::int64_t>(left) - 1) / static_cast<std::int64_t>(left);
    const auto bytes = left == 1 ? text.size() : prefix_of_tokens(text, take);
    parts.push_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
    tokens -= take;
  }
  return parts;
}

std::vector<stream_piece> plan_response_stream(const response_object& object,
                                               const model_answer& answer,
                                               const usage_counts& usage, std::int64_t completed_at,
                                               const stream_form& form) {
  event_writer events;
  std::vector<stream_piece> pieces;
  pieces.push_back({-1, opening(events, object, form.background)});
  const event_names names = names_for(answer);
  const std::size_t items = item_count(answer);
  std::string frames;
  for (std::size_t n = 0; n < items; ++n) {
    const item_place place{object, answer, n};
    frames += item_opening(events, place);
    const auto parts = cut_into_deltas(place.body(), form.deltas);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      events.begin(names.delta);
      place.write(events.data());
      events.data().member("delta", parts[i]);
      if (names.whole == "text")
        events.data().literal_member("logprobs", object.logprobs_of(parts[i]));
      if (form.obfuscate)
        events.data().member("obfuscation", padding(object.identity().id, n * 1'000 + i));
      events.end(frames);
      // The first delta comes with the first token, the last when all is said.
      const double part =
          parts.size() < 2 ? 0 : static_cast<double>(i) / static_cast<double>(parts.size() - 1);
      const double share = (static_cast<double>(n) + part) / static_cast<double>(items);
      pieces.push_back({share, std::move(frames)});
      frames.clear();
    }
    frames += item_closing(events, place);
  }
  events.whole_response(
      status_of(answer) == "completed" ? "response.completed" : "response.incomplete",
      object.finished(answer, usage, completed_at), frames);
  pieces.push_back({1, std::move(frames)});
  return pieces;
}

std::string failed_stream(const response_object& object, const api_error& error) {
  event_writer events;
  std::string out = opening(events, object, false);
  events.begin("error");
  events.data().literal_member("error", error_object(error));
  events.end(out);
  events.whole_response("response.failed",
                        object.failed(error.code.value_or("server_error"), error.message), out);
  return out;
}

}  // namespace parley::sim::service
