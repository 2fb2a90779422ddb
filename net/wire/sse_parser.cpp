#include "net/wire/sse_parser.hpp"

#include <fmt/format.h>

#include <utility>

namespace parley::wire {

result<void> sse_parser::feed(std::string_view bytes, const event_sink& sink) {
  while (!bytes.empty() && !broken_) {
    if (after_cr_) {
      after_cr_ = false;
      if (bytes.front() == '\n') {  // the second half of CRLF
        bytes.remove_prefix(1);
        continue;
      }
    }
    const auto end = bytes.find_first_of("\r\n");
    const auto part = bytes.substr(0, end);
    if (line_.size() + event_.data.size() + part.size() > max_frame_) {
      broken_ = true;
      line_.clear();
      event_ = {};
      return fail(failure_code::protocol_error,
                  fmt::format("an event of the reply stream is longer than {} bytes", max_frame_));
    }
    if (end == std::string_view::npos) {
      line_ += part;
      break;
    }
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (line_.empty()) {  // the usual case: the whole line is here, and stays where it is
      end_of_line(part, sink);
      continue;
    }
    // Moved out first: the sink may throw, and the parser must stay consistent.
    std::string line = std::exchange(line_, {});
    line += part;
    end_of_line(line, sink);
  }
  return {};
}

result<void> sse_parser::finish(const event_sink& sink) {
  if (broken_) return {};
  const std::string line = std::exchange(line_, {});
  if (!line.empty()) end_of_line(line, sink);
  dispatch(sink);
  return {};
}

void sse_parser::end_of_line(std::string_view text, const event_sink& sink) {
  if (at_start_ && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  at_start_ = false;
  if (text.empty())
    dispatch(sink);
  else
    take_line(text);
}

void sse_parser::take_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0) return;  // a comment: keep-alive
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") {
    event_.name = value;
  } else if (field == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  }
}

// Two events take turns, so that neither gives its memory back: a stream has hundreds.
void sse_parser::dispatch(const event_sink& sink) {
  std::swap(event_, complete_);
  event_.name.clear();
  event_.data.clear();
  if (std::exchange(has_data_, false)) sink(complete_);
}

}  // namespace parley::wire
