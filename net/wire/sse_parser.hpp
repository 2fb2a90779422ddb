// Server-sent events from bytes that arrive in any cut.
// Must not know: what the events mean, where the bytes come from.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace parley::wire {

struct sse_event {
  std::string name;  ///< of the `event:` line; empty when there was none
  std::string data;  ///< `data:` lines joined by '\n'
};

/// WHATWG's event stream: lines end in LF, CR or CRLF; ':' starts a comment; one space after the
/// colon is dropped; a blank line ends an event; an event without data is none. Other fields (id,
/// retry) are skipped. A byte order mark at the start is skipped.
class sse_parser {
 public:
  using event_sink = std::function<void(const sse_event&)>;

  /// `max_frame_bytes` bounds one event, its lines included; >= 1.
  explicit sse_parser(std::size_t max_frame_bytes = 8u << 20) : max_frame_(max_frame_bytes) {}

  /// Calls `sink` for each event that `bytes` completes. Errors: protocol_error (event too long);
  /// the parser then ignores everything.
  result<void> feed(std::string_view bytes, const event_sink& sink);

  /// The bytes have ended: delivers an event whose closing blank line is missing (the reader of
  /// the data finds out whether it is whole).
  result<void> finish(const event_sink& sink);

 private:
  void end_of_line(std::string_view text, const event_sink& sink);
  void take_line(std::string_view line);
  void dispatch(const event_sink& sink);

  std::size_t max_frame_;
  std::string line_;
  sse_event event_;     // being read
  sse_event complete_;  // handed out last
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  bool broken_ = false;
};

}  // namespace parley::wire
