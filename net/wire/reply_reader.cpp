#include "net/wire/reply_reader.hpp"

#include <fmt/format.h>

namespace parley::wire {

reply_reader::reply_reader(const codec& dialect, std::size_t max_bytes)
    : dialect_(dialect),
      max_bytes_(max_bytes),
      parser_(max_bytes),
      assembler_(dialect.assembler()),
      to_assembler_([to = assembler_.get()](const sse_event& event) { to->take(event); }) {}

bool reply_reader::feed(std::string_view bytes) {
  if (broken_.code != failure_code::none) return false;
  seen_ += bytes.size();
  if (seen_ > max_bytes_) {
    broken_ =
        fail(failure_code::protocol_error,
             fmt::format("the reply is longer than transport.max_reply_bytes = {}", max_bytes_));
    return false;
  }
  if (shape_ == shape::unknown) {
    const auto start = bytes.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return true;  // blank lines mean nothing to either shape
    const char first = bytes[start];
    const bool document = first == '{' || first == '[' || first == '<';
    shape_ = document ? shape::document : shape::stream;
  }
  if (shape_ == shape::document) {
    document_ += bytes;
    return true;
  }
  if (auto fed = parser_.feed(bytes, to_assembler_); !fed) {
    broken_ = fed.error();
    return false;
  }
  return true;
}

bool reply_reader::ended() const {
  return shape_ == shape::stream && broken_.code == failure_code::none && assembler_->ended();
}

wire_result<chat_reply> reply_reader::finish() {
  if (broken_.code != failure_code::none && !assembler_->ended()) {
    provider_error error;
    error.what = broken_;
    error.facts.text_committed = seen_ > 0;
    return error;
  }
  if (shape_ == shape::document) return dialect_.decode(document_);
  if (shape_ == shape::unknown)
    return wire_fail(failure_code::connection_lost, "the reply's body is empty");
  (void)parser_.finish(to_assembler_);  // a stump changes nothing that has ended
  return assembler_->finish();
}

}  // namespace parley::wire
