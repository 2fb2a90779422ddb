#include "cli/table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "base/text.hpp"

using namespace parley;
using namespace parley::cli;

namespace {

struct quiet_console {
  quiet_console() : file(std::tmpfile()), con(file, file) {}
  ~quiet_console() { std::fclose(file); }
  std::FILE* file;
  console con;
};

}  // namespace

TEST_CASE("columns line up by what is seen, not by bytes") {
  quiet_console quiet;
  table t;
  t.column("cohorte");
  t.column("n", table::align::right);
  t.row({"vocal, satisfacción", "9"});
  t.row({"日本", "10"});
  const auto lines = t.render(quiet.con);
  REQUIRE(lines.size() == 3);
  CHECK(display_width(lines[1]) == t.width());
  CHECK(display_width(lines[2]) == t.width());
  CHECK(lines[1] == "vocal, satisfacción   9");
  CHECK(lines[2] == "日本                 10");
}

TEST_CASE("cells of several lines make tall rows, and rules are as wide as the table") {
  quiet_console quiet;
  table t;
  t.column("a");
  t.column("b");
  t.row({cell(std::vector<std::string>{"one", "two"}), "x"});
  t.rule();
  t.row({"y", "zzz"});
  const auto lines = t.render(quiet.con, true);
  REQUIRE(lines.size() == 5);
  CHECK(lines[1] == "one  x");
  CHECK(lines[2] == "two");
  CHECK(lines[3] == std::string(t.width(), '-'));
}

TEST_CASE("colour does not change the layout") {
  quiet_console quiet;
  quiet.con.configure("always", "never");
  table t;
  t.column("a");
  t.column("b");
  t.row({cell("x", ink::good), "y"});
  const auto lines = t.render(quiet.con);
  CHECK(lines[1].find("\x1b[32mx\x1b[0m") != std::string::npos);
}
