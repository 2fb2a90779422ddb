#include "net/http/message_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parley::http {
namespace {

bool same(std::string_view a, std::string_view lower_case) {
  return a.size() == lower_case.size() &&
         std::equal(a.begin(), a.end(), lower_case.begin(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_fields(std::string& out, const fields& headers, bool keep_framing) {
  for (const auto& [name, value] : headers.all()) {
    if (same(name, "connection")) continue;
    if (!keep_framing && (same(name, "content-length") || same(name, "transfer-encoding")))
      continue;
    append_field(out, name, value);
  }
}

void append_framing(std::string& out, framing how, std::size_t body_bytes) {
  if (how == framing::length)
    fmt::format_to(std::back_inserter(out), "content-length: {}\r\n", body_bytes);
  if (how == framing::chunked) out += "transfer-encoding: chunked\r\n";
}

}  // namespace

bool are_sendable(const fields& headers) {
  return std::all_of(headers.all().begin(), headers.all().end(), [](const auto& field) {
    const auto& [name, value] = field;
    return !name.empty() && std::all_of(name.begin(), name.end(), is_token_char) &&
           std::all_of(value.begin(), value.end(), [](char c) {
             return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
           });
  });
}

void append_reply_head(std::string& out, int status, const fields& headers, framing how,
                       std::size_t body_bytes, bool keep_alive) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
  append_fields(out, headers, how == framing::as_given);
  append_framing(out, how, body_bytes);
  if (!keep_alive) out += "connection: close\r\n";
  out += "\r\n";
}

void append_request_head(std::string& out, const request& asked, std::string_view target,
                         std::string_view host) {
  out.append(asked.method).append(" ").append(target).append(" HTTP/1.1\r\n");
  if (!asked.headers.get("host")) append_field(out, "host", host);
  append_fields(out, asked.headers, false);
  const bool sends_body = !asked.body.empty() || asked.method == "POST" || asked.method == "PUT" ||
                          asked.method == "PATCH";
  append_framing(out, sends_body ? framing::length : framing::none, asked.body.size());
  out += "\r\n";
}

void append_chunk(std::string& out, std::string_view bytes) {
  fmt::format_to(std::back_inserter(out), "{:x}\r\n", bytes.size());
  out.append(bytes).append("\r\n");
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 424:
      return "Failed Dependency";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

}  // namespace parley::http
