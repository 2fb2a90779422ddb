#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"
#include "base/json_text.hpp"

using namespace parley;

namespace {

std::string written(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("a string is written as Boost.JSON writes it, whatever bytes it holds") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("a") + static_cast<char>(byte) + "b";
    REQUIRE(written(text) == json::serialize(json::string(text)));
  }
  for (const std::string_view text : {"", "\"", "\\\\\"", "ñ \xF0\x9F\x98\x80 </data>", "\n\t\r"})
    CHECK(written(text) == json::serialize(json::string(text)));
}
