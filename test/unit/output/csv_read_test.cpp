#include "output/csv_read.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace parley;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("CSV is read as RFC 4180 has it") {
  // The RFC's own examples (section 2), with LF and a byte-order mark as spreadsheets write them.
  const auto table = read_csv(
      "\xEF\xBB\xBF"
      "aaa,bbb,ccc\r\n\"a\"\"aa\",\"b \r\nbb\",\n\n1,2,3");
  REQUIRE(table.has_value());
  CHECK(table->header == std::vector<std::string>{"aaa", "bbb", "ccc"});
  REQUIRE(table->rows.size() == 2);
  CHECK(table->rows[0].cells == std::vector<std::string>{"a\"aa", "b \r\nbb", ""});
  CHECK(table->rows[0].line == 2);
  CHECK(table->rows[1].cells == std::vector<std::string>{"1", "2", "3"});
  CHECK(table->rows[1].line == 5);
}

TEST_CASE("broken CSV says where") {
  for (const auto& [text, part] :
       {std::pair{"a,b\n1\n", "line 2: found 1 cells, expected 2"},
        std::pair{"a,b\n\"1,2\n", "never closed"},
        std::pair{"a\n\"1\"x\n", "after a closing quote"}, std::pair{"", "empty file"}}) {
    const auto table = read_csv(text);
    REQUIRE_FALSE(table.has_value());
    CHECK_THAT(table.error().message, ContainsSubstring(part));
  }
}
