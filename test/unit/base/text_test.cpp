#include "base/text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace parley;

TEST_CASE("accented Spanish letters are one column wide, composed or not") {
  CHECK(display_width("satisfacción") == 12);
  CHECK(display_width("satisfaccio\u0301n") == 12);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("") == 0);
}

TEST_CASE("UTF-8 validity follows the Unicode table of well-formed sequences") {
  CHECK(is_valid_utf8("ñandú – 🙂"));
  CHECK_FALSE(is_valid_utf8("\xC3"));
  CHECK_FALSE(is_valid_utf8("\xC0\x80"));          // overlong NUL
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(is_valid_utf8("\x80"));
}

TEST_CASE("shortening keeps whole characters and says that something is missing") {
  CHECK(shorten("documentación", 20) == "documentación");
  CHECK(shorten("documentación", 12) == "documentaci…");
  CHECK(display_width(shorten("documentación", 12)) == 12);
  CHECK(shorten("uno dos", 5) == "uno…");
  CHECK(shorten("日本語", 4) == "日…");
  CHECK(shorten("abc", 1) == "…");
}

TEST_CASE("padding counts columns, not bytes") {
  CHECK(pad_right("año", 5) == "año  ");
  CHECK(pad_left("año", 5) == "  año");
  CHECK(pad_left("demasiado", 3) == "demasiado");
}

TEST_CASE("text from outside cannot move the cursor or break the line") {
  CHECK(printable_line("a\x1b[2Jb\r\nc\tд") == "a [2Jb c д");
  CHECK(printable_line("  x  ") == "x");
  CHECK(printable_line("ok\xFFok") == "ok\uFFFDok");
  CHECK(printable_line("a\u202Eb") == "a b");
}

TEST_CASE("wrapping breaks at spaces and cuts only words that fit no line") {
  CHECK(wrap("uno dos tres", 7) == std::vector<std::string>{"uno dos", "tres"});
  CHECK(wrap("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrap("", 5) == std::vector<std::string>{""});
  CHECK(wrap("ñññ ñ", 3) == std::vector<std::string>{"ñññ", "ñ"});
}
