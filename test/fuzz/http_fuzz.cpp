// Request and reply bytes as a peer may send them, whole and in pieces: never a crash, and the same
// outcome however they are cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "net/http/message_reader.hpp"

using namespace parley::http;

namespace {

constexpr message_limits limits{.header_bytes = 8'192, .body_bytes = 65'536};

read_state feed_all(message_reader& reader, std::string_view bytes, std::size_t step) {
  byte_buffer buffer;
  read_state state = read_state::need_more;
  while (!bytes.empty()) {
    const std::size_t size = std::min(step, bytes.size());
    std::memcpy(buffer.prepare(size), bytes.data(), size);
    buffer.commit(size);
    bytes.remove_prefix(size);
    do {
      state = reader.feed(buffer);
    } while (state == read_state::header);
    if (state != read_state::need_more) return state;
  }
  return state;
}

read_state read_request(std::string_view bytes, std::size_t step, std::string& body) {
  const auto reader = make_request_reader(limits);
  reader->start();
  const read_state state = feed_all(*reader, bytes, step);
  if (state == read_state::complete) body = reader->message().body;
  return state;
}

read_state read_reply(std::string_view bytes, std::size_t step, std::string& body) {
  const auto reader = make_response_reader(limits);
  const response_reader::sink none;
  reader->start(false, none);
  read_state state = feed_all(*reader, bytes, step);
  if (state == read_state::need_more) state = reader->end_of_stream();
  if (state == read_state::complete) body = reader->message().body;
  return state;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto read : {read_request, read_reply}) {
    std::string whole, cut;
    const read_state once = read(bytes, size + 1, whole);
    const read_state pieces = read(bytes, 1, cut);
    // What is complete in one piece is complete, with the same body, byte by byte.
    if (once == read_state::complete && (pieces != once || whole != cut)) std::abort();
  }
  return 0;
}
