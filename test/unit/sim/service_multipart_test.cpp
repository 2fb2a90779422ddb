#include <catch2/catch_test_macros.hpp>

#include "sim/service/multipart.hpp"

using namespace parley::sim::service;

namespace {

constexpr const char* two_parts =
    "--b\r\n"
    "Content-Disposition: form-data; name=\"purpose\"\r\n\r\n"
    "batch\r\n"
    "--b\r\n"
    "content-disposition: form-data; name=\"file\"; filename=\"in put.jsonl\"\r\n"
    "Content-Type: application/octet-stream\r\n\r\n"
    "{\"a\":1}\r\n{\"b\":2}\n\r\n"
    "--b--\r\n";

}  // namespace

TEST_CASE("a form's parts come out as they were sent, line breaks included") {
  const auto form = parse_form(two_parts, "b");
  REQUIRE(form.has_value());
  REQUIRE(form->size() == 2);
  CHECK((*form)[0].name == "purpose");
  CHECK((*form)[0].content == "batch");
  CHECK_FALSE((*form)[0].filename);
  CHECK((*form)[1].filename == "in put.jsonl");
  CHECK((*form)[1].content_type == "application/octet-stream");
  CHECK((*form)[1].content == "{\"a\":1}\r\n{\"b\":2}\n");
}

TEST_CASE("a preamble, an epilogue, blanks after a boundary and empty parts are taken") {
  const auto form = parse_form(
      "hello\r\n--x  \r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--x\r\n"
      "Content-Disposition: form-data; name=\"b\"\r\n\r\n--x--bye",
      "x");
  REQUIRE(form.has_value());
  REQUIRE(form->size() == 2);
  CHECK((*form)[0].name == "a");
  CHECK((*form)[0].content.empty());
  CHECK((*form)[1].content.empty());
}

TEST_CASE("a form cut anywhere is refused, and never read beyond its end") {
  const std::string_view whole = two_parts;
  const auto needed = whole.rfind("--\r\n") + 2;
  for (std::size_t length = 0; length < needed; ++length) {
    INFO(length);
    CHECK_FALSE(parse_form(whole.substr(0, length), "b").has_value());
  }
  CHECK(parse_form(whole.substr(0, needed), "b").has_value());
}

TEST_CASE("forms that are none say why") {
  const auto why = [](std::string_view body) { return parse_form(body, "b").error().message; };
  CHECK(why("nothing here").find("does not occur") != std::string::npos);
  CHECK(why("--bother\r\n\r\n").find("other text") != std::string::npos);
  CHECK(why("--b\r\nno colon\r\n\r\nx\r\n--b--").find("no colon") != std::string::npos);
  CHECK(why("--b\r\nX: y\r\n\r\nx\r\n--b--").find("no name") != std::string::npos);
  CHECK(why("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--")
            .find("not form-data") != std::string::npos);
  std::string many;
  for (std::size_t i = 0; i <= max_form_parts; ++i)
    many += "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";
  CHECK(why(many + "--b--").find("more than 32") != std::string::npos);
  const std::string longest(max_part_header_bytes, 'h');
  CHECK(why("--b\r\nX: " + longest + "\r\n\r\n").find("too long") != std::string::npos);
}

TEST_CASE("boundaries are found in content types, quoted or not, and nowhere else") {
  CHECK(boundary_of("multipart/form-data; boundary=abc") == "abc");
  CHECK(boundary_of("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b;c\"") == "a b;c");
  CHECK_FALSE(boundary_of("multipart/form-data"));
  CHECK_FALSE(boundary_of("multipart/form-data; boundary=\"open"));
  CHECK_FALSE(boundary_of("application/json; boundary=abc"));
  CHECK_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')));
}
