// Found by fuzzing: Beast 1.81 asserts on an empty chunked body that arrives byte by byte.
#include <catch2/catch_test_macros.hpp>
#include <cstring>

#include "net/http/message_reader.hpp"

using namespace parley::http;

namespace {

read_state feed_bytes(message_reader& reader, std::string_view bytes) {
  byte_buffer buffer;
  read_state state = read_state::need_more;
  for (const char byte : bytes) {
    *buffer.prepare(1) = byte;
    buffer.commit(1);
    do {
      state = reader.feed(buffer);
    } while (state == read_state::header);
    if (state != read_state::need_more) break;
  }
  return state;
}

}  // namespace

TEST_CASE("an empty chunked body may come byte by byte") {
  const auto requests = make_request_reader({});
  requests->start();
  CHECK(feed_bytes(*requests,
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "0\r\n\r\n") == read_state::complete);
  CHECK(requests->message().body.empty());

  const auto replies = make_response_reader({});
  const response_reader::sink none;
  replies->start(false, none);
  CHECK(feed_bytes(*replies, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
        read_state::complete);
}
