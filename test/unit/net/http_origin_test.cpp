#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "net/http/client.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a base URL is taken apart", "[http][origin]") {
  struct example {
    std::string url;
    bool tls;
    std::string host, port, prefix;
  };
  for (const example& e :
       {example{"https://api.openai.com/v1", true, "api.openai.com", "443", "/v1"},
        example{"https://api.openai.com/v1///", true, "api.openai.com", "443", "/v1"},
        example{"http://localhost", false, "localhost", "80", ""},
        example{"HTTPS://API.Example.COM:8443/", true, "api.example.com", "8443", ""},
        example{"http://127.0.0.1:8080/a/b", false, "127.0.0.1", "8080", "/a/b"},
        example{"http://[::1]:8080/v1", false, "::1", "8080", "/v1"},
        example{"https://[2001:db8::1]", true, "2001:db8::1", "443", ""},
        example{"https://host_with-signs.x:65535", true, "host_with-signs.x", "65535", ""}}) {
    INFO(e.url);
    const auto origin = http::parse_origin(e.url);
    REQUIRE(origin.has_value());
    CHECK(origin->tls == e.tls);
    CHECK(origin->host == e.host);
    CHECK(origin->port == e.port);
    CHECK(origin->prefix == e.prefix);
  }
}

TEST_CASE("a base URL that cannot be meant is refused with what was expected", "[http][origin]") {
  for (const std::string url : {"",
                                "api.openai.com",
                                "ftp://host",
                                "https://",
                                "https:///v1",
                                "https://:443",
                                "https://user:secret@host/v1",
                                "https://host?x=1",
                                "https://host/v1#part",
                                "https://host:0",
                                "https://host:65536",
                                "https://host:44x",
                                "https://host:-1",
                                "https://[::1",
                                "https://[::1]x",
                                "https://[not-v6]",
                                "https://ho st",
                                "https://host/a b",
                                "https://host\r\nX: 1",
                                "https://-host",
                                "https://h\xc3\xa9.example",
                                "https://a\\b"}) {
    INFO(url);
    const auto origin = http::parse_origin(url);
    REQUIRE(origin.has_error());
    CHECK(origin.error().code == failure_code::invalid_config);
    CHECK_THAT(origin.error().message, ContainsSubstring("expected something like https://"));
    CHECK_THAT(origin.error().message, !ContainsSubstring("secret"));
  }
}
