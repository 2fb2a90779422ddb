#include "agents/model_reply.hpp"

#include <fmt/format.h>

#include "agents/model_text.hpp"

namespace parley {
namespace {

constexpr std::size_t longest_reply = 64 * 1024;
constexpr std::size_t deepest_reply = 16;

failure malformed(std::string_view what, std::string_view why) {
  return fail(failure_code::malformed_output, fmt::format("{}: {}", what, why));
}

// One object that starts at text[0]; how many bytes it takes up goes into `used`.
result<json::value> object_at_start(std::string_view text, std::string_view what,
                                    std::size_t& used) {
  json::parse_options options;
  options.max_depth = deepest_reply;
  json::stream_parser parser({}, options);
  json::error_code ec;
  used = parser.write_some(text.data(), text.size(), ec);
  if (!ec && !parser.done()) return malformed(what, "the JSON object is not complete");
  if (ec) return malformed(what, fmt::format("not valid JSON at byte {}: {}", used, ec.message()));
  return parser.release();
}

}  // namespace

result<json::value> reply_object(const chat_reply& reply, std::string_view what) {
  const auto about = [&](std::string_view words) { return fmt::format("{}: {}", what, words); };
  switch (reply.finish) {
    case finish_reason::stop:
      break;
    case finish_reason::length:
      return fail(failure_code::cut_short,
                  about("the reply was cut off at max_output_tokens; answer more briefly"));
    case finish_reason::content_filter:
      return fail(failure_code::refused, about("the provider's content filter stopped the reply"));
    case finish_reason::refusal:
      return fail(failure_code::refused,
                  about("the model declined: " + clip(one_line(reply.text), 120)));
  }
  const std::string_view text = trim(reply.text);
  if (text.empty()) return malformed(what, "the reply is empty, expected a JSON object");
  if (text.size() > longest_reply)
    return malformed(what, fmt::format("the reply has {} bytes, expected at most {}", text.size(),
                                       longest_reply));
  const std::size_t begin = text.find('{');
  if (begin == std::string_view::npos || text[0] == '[')
    return malformed(what, "found \"" + clip(one_line(text.substr(0, 200)), 60) +
                               "\", expected one JSON object");
  std::size_t used = 0;
  auto object = object_at_start(text.substr(begin), what, used);
  if (!object) return object;
  // A second brace means a second object, or half of one: which of them is meant, nobody knows.
  if (text.find_first_of("{}", begin + used) != std::string_view::npos)
    return malformed(what, "more than one JSON object, expected exactly one");
  return object;
}

}  // namespace parley
