#include <fmt/format.h>

#include "sim/service/fault_effects.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

// Some numbers twice, some missing: every odd one repeats the number before it.
void confuse_sequence(std::string& frames) {
  constexpr std::string_view member = "\"sequence_number\":";
  for (std::size_t at = 0; (at = frames.find(member, at)) != std::string::npos;) {
    at += member.size();
    std::size_t end = at;
    while (end < frames.size() && frames[end] >= '0' && frames[end] <= '9') ++end;
    const int number = std::stoi(frames.substr(at, end - at));
    if (number % 2 == 1) frames.replace(at, end - at, std::to_string(number - 1));
  }
}

// The piece in the middle, where the text is.
stream_piece& middle(std::vector<stream_piece>& pieces) {
  return pieces[pieces.size() / 2];
}

void swap_two_frames(std::vector<stream_piece>& pieces) {
  auto& frames = pieces.size() > 2 ? middle(pieces).frames : pieces.front().frames;
  const auto end = frames.find("\n\n");
  if (end == std::string::npos) return;
  std::string first = frames.substr(0, end + 2);
  if (end + 2 < frames.size()) {
    frames.erase(0, end + 2);
    const auto second = frames.find("\n\n") + 2;
    frames.insert(second, first);
    return;
  }
  auto& next = pieces[std::min(pieces.size() - 1, pieces.size() / 2 + 1)].frames;
  const auto second = next.find("\n\n");
  if (second == std::string::npos || &next == &frames) return;
  frames = next.substr(0, second + 2);
  next.replace(0, second + 2, first);
}

void break_a_frame(std::vector<stream_piece>& pieces) {
  auto& frames = middle(pieces).frames;
  const auto data = frames.find("data: {");
  if (data != std::string::npos) frames.insert(data + 7, "\x01{");
}

constexpr std::string_view unknown_event =
    "event: response.something_new\n"
    "data: "
    "{\"type\":\"response.something_new\",\"sequence_number\":0,\"new\":{\"member\":[1]}}\n\n";

api_error error_in_band(const fault_rule& fault) {
  const std::string code = fault.code.value_or("server_error");
  if (code == "rate_limit_exceeded")
    return {429, "tokens",
            "Rate limit reached for this model in organization org-simulated on tokens per min "
            "(TPM): Please try again in 1s.",
            std::nullopt, code};
  return {500, "server_error",
          "The server had an error processing your request. Sorry about that! You can retry your "
          "request.",
          std::nullopt, code};
}

std::string flat_error(const api_error& error) {
  json_text data;
  data.open('{');
  data.member("type", "error");
  data.member("sequence_number", 2);
  data.member("code", *error.code);
  data.member("message", error.message);
  data.null_member("param");
  data.close('}');
  return "event: error\ndata: " + data.take() + "\n\n";
}

// The stream up to its opening, then the error.
void end_in_error(const fault_rule& fault, const response_object* object,
                  std::vector<stream_piece>& pieces) {
  const api_error error = error_in_band(fault);
  const std::string opening = pieces.front().frames;
  pieces.clear();
  if (!object)
    pieces.push_back({-1, opening + "data: " + error_body(error) + "\n\n"});
  else if (fault.kind == fault_kind::stream_error)
    pieces.push_back({-1, failed_stream(*object, error)});
  else
    pieces.push_back({-1, opening + flat_error(error)});
}

}  // namespace

void spoil_stream(const fault_rule& fault, const response_object* object,
                  std::vector<stream_piece>& pieces) {
  switch (fault.kind) {
    case fault_kind::stream_error:
    case fault_kind::stream_error_flat:
      return end_in_error(fault, object, pieces);
    case fault_kind::stream_crlf:
      for (auto& piece : pieces) replace_all(piece.frames, "\n", "\r\n");
      return;
    case fault_kind::stream_comments:
      for (auto& piece : pieces) piece.frames.insert(0, ": keep-alive\n\n");
      return;
    case fault_kind::stream_sequence:
      for (auto& piece : pieces) confuse_sequence(piece.frames);
      return;
    case fault_kind::stream_unknown_event:
      for (auto& piece : pieces) piece.frames.insert(0, unknown_event);
      return;
    case fault_kind::stream_done:
      pieces.back().frames += "data: [DONE]\n\n";
      return;
    case fault_kind::stream_order:
      return swap_two_frames(pieces);
    case fault_kind::stream_bad_json:
      return break_a_frame(pieces);
    case fault_kind::no_usage:
    case fault_kind::no_usage_details: {
      auto& frames = pieces.back().frames;
      // A Chat stream ends with [DONE]: the usage stands in the frame before it.
      const auto end = frames.rfind("\ndata: {") == std::string::npos
                           ? (frames.starts_with("data: {") ? 0 : std::string::npos)
                           : frames.rfind("\ndata: {");
      if (end != std::string::npos)
        frames = frames.substr(0, end) + spoil_usage(fault, frames.substr(end));
      return;
    }
    default:
      return;
  }
}

}  // namespace parley::sim::service
