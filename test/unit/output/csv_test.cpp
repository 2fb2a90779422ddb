#include <catch2/catch_test_macros.hpp>

#include <cmath>

#include "output/csv.hpp"
#include "output/csv_tables.hpp"
#include "synthetic_run.hpp"

using namespace parley;

namespace {

/// Reads RFC 4180 text: rows of cells.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
        cell += c, ++i;
      else if (c == '"')
        quoted = false;
      else
        cell += c;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      rows.back().push_back(std::exchange(cell, {}));
      if (c == '\n') rows.emplace_back();
    } else if (c != '\r') {
      cell += c;
    }
  }
  rows.pop_back();  // after the last line end
  return rows;
}

std::string one_cell(std::string_view text) {
  csv_writer out;
  out.text(text).end_row();
  return out.str();
}

}  // namespace

TEST_CASE("cells are quoted when they must be, and read back as they were") {
  CHECK(one_cell("plain") == "plain\r\n");
  CHECK(one_cell("a,b") == "\"a,b\"\r\n");
  CHECK(one_cell("say \"hi\"") == "\"say \"\"hi\"\"\"\r\n");
  CHECK(one_cell(" led by a blank") == "\" led by a blank\"\r\n");
  CHECK(read_csv(one_cell("two\nlines, \"quoted\""))[0][0] == "two\nlines, \"quoted\"");
}

TEST_CASE("a cell that a spreadsheet would run is defused") {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx"}) {
    const auto cell = read_csv(one_cell(formula))[0][0];
    CHECK(cell == "'" + std::string(formula));
  }
  CHECK(read_csv(one_cell("=HYPERLINK(\"http://x\",\"y\")"))[0][0] ==
        "'=HYPERLINK(\"http://x\",\"y\")");
}

TEST_CASE("numbers stay numbers, also negative ones") {
  csv_writer out;
  out.number(-0.5).number(12).number(std::nan("")).number(std::optional<double>{}).boolean(true);
  out.end_row();
  CHECK(out.str() == "-0.5,12,,,true\r\n");
}

TEST_CASE("every row of every table has the header's number of cells") {
  const auto run = test::synthetic_run({.customers = 24, .iterations = 2, .hostile = true});
  for (const auto& table : csv_tables(run.iterations[1])) {
    INFO(table.file);
    const auto rows = read_csv(table.header + table.rows);
    REQUIRE(rows.size() > 1);
    for (const auto& row : rows) REQUIRE(row.size() == rows[0].size());
  }
}

TEST_CASE("a conversation that was not scored has empty numbers, never zeros") {
  const auto run = test::synthetic_run({.customers = 4, .iterations = 1, .scored = false});
  const auto tables = csv_tables(run.iterations[0]);
  const auto rows = read_csv(tables[2].header + tables[2].rows);
  REQUIRE(rows[0][4] == "NPS_expected");
  REQUIRE(rows[0][14] == "reward");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CHECK(rows[i][3] == "false");
    CHECK(rows[i][4].empty());
    CHECK(rows[i][14].empty());
  }
  const auto cohorts = read_csv(tables[3].header + tables[3].rows);
  REQUIRE(cohorts.size() == 6);
  CHECK(cohorts[5][1] == "all");
  CHECK(cohorts[5][8].empty());
}
