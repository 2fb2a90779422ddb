// Captured replies and helpers to feed them, for tests of the wire codecs.
// Must not know: which codec reads them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "base/chat.hpp"
#include "net/wire/reply_reader.hpp"

namespace parley::test {

inline std::string golden(const std::string& name) {
  std::ifstream in(std::string(PARLEY_SOURCE_DIR) + "/test/unit/net/golden/" + name,
                   std::ios::binary);
  REQUIRE(in.good());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::unique_ptr<wire::codec> codec_for(std::string_view api) {
  auto made = wire::make_codec(api);
  REQUIRE(made.has_value());
  return std::move(*made);
}

/// Reads a whole body in one piece.
inline wire::wire_result<chat_reply> read_all(const wire::codec& dialect, std::string_view body) {
  wire::reply_reader reader(dialect, 1u << 20);
  reader.feed(body);
  return reader.finish();
}

inline chat_request sample_request() {
  chat_request request;
  request.role = agent_role::judge;
  request.model = "gpt-4.1-mini";
  request.instructions = "Be fair.";
  request.input = {{speaker::user, "hola"}, {speaker::assistant, "sí"}, {speaker::user, "¿y?"}};
  request.max_output_tokens = 64;
  request.temperature = 0.5;
  request.metadata = {{"role", "judge"}, {"turn", "3"}};
  return request;
}

}  // namespace parley::test
