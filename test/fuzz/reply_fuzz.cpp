// Any bytes as a reply's body: a reply or a typed failure, the same in any cut, never a crash.
#include <cstdlib>

#include "net/wire/error_envelope.hpp"
#include "net/wire/reply_reader.hpp"

namespace {

using parley::wire::codec;
using parley::wire::reply_reader;

struct outcome {
  parley::failure_code code = parley::failure_code::none;
  std::string text;
  bool operator==(const outcome&) const = default;
};

outcome read_in_pieces(const codec& dialect, std::string_view body, std::size_t piece) {
  reply_reader reader(dialect, 1u << 20);
  for (std::size_t at = 0; at < body.size(); at += piece)
    if (!reader.feed(body.substr(at, piece))) break;
  const auto reply = reader.finish();
  if (!reply) return {reply.error().what.code, ""};
  if (reply->usage.input < 0 || reply->usage.cached_input > reply->usage.input) std::abort();
  return {parley::failure_code::none, reply->text};
}

void check_error(std::string_view body, int status) {
  parley::http::response reply;
  reply.status = status;
  reply.body = body;
  const auto error = parley::wire::error_from_reply(reply, {});
  if (error.what.code == parley::failure_code::none) std::abort();
  if (error.what.message.find('\n') != std::string::npos) std::abort();
  if (error.facts.retry_after && error.facts.retry_after->count() < 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto responses = parley::wire::make_codec("responses");
  static const auto chat = parley::wire::make_codec("chat");
  if (size == 0) return 0;
  // The first byte chooses how the rest is cut and which status it comes with.
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + data[0] % 17;
  for (const auto* dialect : {&**responses, &**chat})
    if (read_in_pieces(*dialect, body, piece) != read_in_pieces(*dialect, body, size)) std::abort();
  check_error(body, 400 + data[0]);
  return 0;
}
