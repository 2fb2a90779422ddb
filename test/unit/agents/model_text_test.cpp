#include <catch2/catch_test_macros.hpp>

#include "agents/model_text.hpp"

using namespace parley;

TEST_CASE("clip counts code points and never cuts one in two") {
  CHECK(clip("ñandú", 5) == "ñandú");
  CHECK(clip("ñandúes", 5) == "ñand…");
  CHECK(clip("ñ", 1) == "ñ");
  CHECK(clip("ñé", 1) == "…");
  CHECK(clip("", 3).empty());
  CHECK(code_points("añ\xF0\x9F\x98\x80") == 3);
}

TEST_CASE("clean_text keeps lines and drops control characters") {
  CHECK(clean_text("  hola\r\nadiós\x1b[31m \x7f") == "hola\nadiós[31m");
  CHECK(clean_text(std::string("a\0b", 3)) == "ab");
  CHECK(clean_text(" \x01 ").empty());
  CHECK(one_line(" a \n\n b\tc ") == "a b c");
}

TEST_CASE("folding makes words comparable across accents, case and punctuation") {
  CHECK(fold_line("¿Qué PASÓ, Señor Müller?") == " que paso senor muller ");
  CHECK(fold_line("I'm—you’re") == " im youre ");
  CHECK(fold_line("wants_to_end: true") == " wants_to_end true ");
  CHECK(fold_line("e\xCC\x81l") == " el ");  // combining accent
  CHECK(fold_line("÷×").size() == 1);
  CHECK(fold_line("\xFF\xC3").size() == 1);  // not UTF-8: no word, no crash
  CHECK(fold_words("").empty());
  CHECK(fold_words("uno  dos").size() == 2);
}

TEST_CASE("names are grouped without case and surrounding blanks") {
  CHECK(name_form("  Escalar \n caso ") == "escalar caso");
  CHECK(code_points(name_form(std::string(200, 'x'))) == 60);
}
