#include <catch2/catch_test_macros.hpp>

#include "net/wire/sse_parser.hpp"

namespace parley::wire {
namespace {

std::vector<std::string> events_of(const std::vector<std::string>& pieces, bool finish = true) {
  std::vector<std::string> seen;
  sse_parser parser;
  const auto sink = [&](const sse_event& event) { seen.push_back(event.name + "|" + event.data); };
  for (const auto& piece : pieces) REQUIRE(parser.feed(piece, sink).has_value());
  if (finish) REQUIRE(parser.finish(sink).has_value());
  return seen;
}

using strings = std::vector<std::string>;

TEST_CASE("an event has a name and its data lines joined by newlines") {
  CHECK(events_of({"event: a\ndata: one\ndata: two\n\n"}) == strings{"a|one\ntwo"});
  CHECK(events_of({"data: x\n\ndata: y\n\n"}) == strings{"|x", "|y"});
}

TEST_CASE("exactly one space after the colon is dropped") {
  CHECK(events_of({"data:x\n\ndata:  y\n\n"}) == strings{"|x", "| y"});
}

TEST_CASE("comments, unknown fields and events without data are skipped") {
  CHECK(events_of({": keep-alive\n\nid: 7\nretry: 10\n\nevent: lonely\n\ndata: x\n\n"}) ==
        strings{"|x"});
  CHECK(events_of({"data\n\n"}) == strings{"|"});
}

TEST_CASE("lines end in LF, CR or CRLF, mixed, wherever the bytes are cut") {
  const std::string text =
      "\xEF\xBB\xBF"
      "event: a\r\ndata: uno \xC3\xB1\r\r\n: c\rdata: dos\n\r\ndata: tres\r\n\r\n";
  const strings expected = {"a|uno \xC3\xB1", "|dos", "|tres"};
  REQUIRE(events_of({text}) == expected);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    REQUIRE(events_of({text.substr(0, cut), text.substr(cut)}) == expected);
  }
  strings bytes;
  for (const char c : text) bytes.push_back(std::string(1, c));
  CHECK(events_of(bytes) == expected);
}

TEST_CASE("two cuts anywhere change nothing") {
  const std::string text = "event: a\r\ndata: 1\r\n\r\ndata: 2\n\n";
  const auto expected = events_of({text});
  for (std::size_t i = 0; i <= text.size(); ++i)
    for (std::size_t j = i; j <= text.size(); ++j)
      REQUIRE(events_of({text.substr(0, i), text.substr(i, j - i), text.substr(j)}) == expected);
}

TEST_CASE("a last event without its blank line is delivered at the end, not before") {
  CHECK(events_of({"data: x\n"}, false).empty());
  CHECK(events_of({"data: x\n"}) == strings{"|x"});
  CHECK(events_of({"data: x"}) == strings{"|x"});
}

TEST_CASE("an event that outgrows its bound is refused, however it comes") {
  const auto ignore = [](const sse_event&) {};
  SECTION("one long line") {
    sse_parser parser(100);
    const auto fed = parser.feed("data: " + std::string(200, 'x'), ignore);
    REQUIRE(fed.has_error());
    CHECK(fed.error().code == failure_code::protocol_error);
    CHECK(parser.feed("data: later\n\n", ignore).has_value());  // ignored from now on
  }
  SECTION("many short lines in small pieces") {
    sse_parser parser(100);
    bool refused = false;
    for (int i = 0; i < 50 && !refused; ++i) refused = !parser.feed("data: 12345\n", ignore);
    CHECK(refused);
  }
  SECTION("many events within the bound pass") {
    sse_parser parser(100);
    for (int i = 0; i < 50; ++i) REQUIRE(parser.feed("data: 12345\n\n", ignore).has_value());
  }
}

}  // namespace
}  // namespace parley::wire
