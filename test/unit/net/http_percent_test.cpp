#include "net/http/percent.hpp"

#include <catch2/catch_test_macros.hpp>

using parley::http::percent_decoded;

TEST_CASE("percent-encoding is undone, and what is no encoding is left alone") {
  CHECK(percent_decoded("a%20b%C3%B1") == "a bñ");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz%41") == "%zzA");
  CHECK(percent_decoded("") == "");
}

TEST_CASE("a plus sign is a space in queries only") {
  CHECK(percent_decoded("a+b") == "a+b");
  CHECK(percent_decoded("a+b%2Bc", true) == "a b+c");
}
