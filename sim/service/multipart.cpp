#include "sim/service/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parley::sim::service {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes "name=value" or "name=\"value\"" off the front, with the ';' before it. False at the end.
bool take_parameter(std::string_view& rest, std::string& name, std::string& value) {
  rest = trimmed(rest);
  if (rest.empty() || rest.front() != ';') return false;
  rest = trimmed(rest.substr(1));
  const auto equals = rest.find('=');
  if (equals == std::string_view::npos) return false;
  name = std::string(trimmed(rest.substr(0, equals)));
  rest = trimmed(rest.substr(equals + 1));
  value.clear();
  if (rest.empty() || rest.front() != '"') {
    const auto end = std::min(rest.find(';'), rest.size());
    value = std::string(trimmed(rest.substr(0, end)));
    rest.remove_prefix(end);
    return true;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return true;
    }
    // Browsers write %22 for a quote and leave backslashes alone; others escape with one.
    if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
    value += rest[i];
  }
  return false;  // no closing quote
}

api_error broken(std::string_view what) {
  return invalid_request(
      fmt::format("Could not parse multipart form: {}. Expected parts between lines of '--' and "
                  "the boundary that the Content-Type names.",
                  what),
      std::nullopt, std::nullopt);
}

std::optional<api_error> read_header(std::string_view line, form_part& part) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return broken("a part's header has no colon");
  const auto name = trimmed(line.substr(0, colon));
  const auto value = trimmed(line.substr(colon + 1));
  if (same(name, "content-type")) part.content_type = std::string(value);
  if (!same(name, "content-disposition")) return std::nullopt;
  const auto kind = std::min(value.find(';'), value.size());
  if (!same(trimmed(value.substr(0, kind)), "form-data"))
    return broken("a part's Content-Disposition is not form-data");
  std::string_view rest = value.substr(kind);
  std::string key, text;
  while (take_parameter(rest, key, text)) {
    if (same(key, "name")) part.name = text;
    if (same(key, "filename")) part.filename = text;
  }
  return std::nullopt;
}

// A part's headers and the blank line after them off the front of `rest`.
std::optional<api_error> read_headers(std::string_view& rest, form_part& part) {
  std::size_t used = 0;
  for (;;) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return broken("a part's header has no end");
    used += end + 2;
    if (used > max_part_header_bytes) return broken("a part's header is too long");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (line.empty()) break;
    if (auto wrong = read_header(line, part)) return wrong;
  }
  if (part.name.empty()) return broken("a part has no name");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
  const auto end = std::min(content_type.find(';'), content_type.size());
  if (!same(trimmed(content_type.substr(0, end)), "multipart/form-data")) return std::nullopt;
  std::string_view rest = content_type.substr(end);
  std::string name, value;
  while (take_parameter(rest, name, value))
    if (same(name, "boundary") && !value.empty() && value.size() <= max_boundary_bytes)
      return value;
  return std::nullopt;
}

checked<std::vector<form_part>> parse_form(std::string_view body, std::string_view boundary) {
  const std::string first = fmt::format("--{}", boundary);
  const std::string next = "\r\n" + first;
  std::vector<form_part> parts;
  std::string_view rest = body;
  // Text before the first delimiter is a preamble, which nobody reads.
  if (!rest.starts_with(first)) {
    const auto at = rest.find(next);
    if (at == std::string_view::npos) return broken("the boundary does not occur");
    rest.remove_prefix(at + 2);
  }
  rest.remove_prefix(first.size());
  for (;;) {
    if (rest.starts_with("--")) return parts;
    const auto line_end = rest.find("\r\n");
    if (line_end == std::string_view::npos || !trimmed(rest.substr(0, line_end)).empty())
      return broken("a boundary is followed by other text");
    rest.remove_prefix(line_end + 2);
    if (parts.size() >= max_form_parts)
      return broken(fmt::format("more than {} parts", max_form_parts));
    form_part part;
    if (auto wrong = read_headers(rest, part)) return *wrong;
    // The content may be empty: then the delimiter's line break is the one that ended the headers.
    const bool empty = rest.starts_with(first);
    const auto end = empty ? 0 : rest.find(next);
    if (end == std::string_view::npos) return broken("the last boundary is missing");
    part.content = rest.substr(0, end);
    parts.push_back(std::move(part));
    rest.remove_prefix(empty ? first.size() : end + next.size());
  }
}

}  // namespace parley::sim::service
