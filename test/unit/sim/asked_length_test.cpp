#include "sim/service/asked_length.hpp"

#include <catch2/catch_test_macros.hpp>

#include "sim/service/tokens.hpp"

using namespace parley;
using namespace parley::sim::service;

TEST_CASE("a wish for a length is found where it is one") {
  CHECK(asked_words("a b c\nWrite exactly 128 words of plain text.") == 128);
  CHECK(asked_words("Escribe exactamente 40 palabras.") == 40);
  CHECK(asked_words("exactly 5 words, no: exactly 7 words") == 7);
  for (const char* none : {"", "exactly words", "exactly 0 words", "exactly 5 letters",
                           "exactly 999999999999 words", "128 words"})
    CHECK_FALSE(asked_words(none));
}

TEST_CASE("the text has as many tokens as were asked for") {
  random_stream random(1, "test", "length");
  for (const std::int64_t tokens : {1, 2, 16, 64, 1000, 20'000}) {
    const auto text = text_of_tokens(tokens,
                                     {"One two.", "Three, four; five!", "Seis siete ocho.", "Nine.",
                                      "Ten eleven", "Twelve is a dozen."},
                                     random);
    CHECK(count_tokens(text) == tokens);
  }
}
