#include "sim/service/api_error.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {

namespace {

// Messages quote what the client sent, cut at a length: that may be no UTF-8, or end in half a
// character.
std::string readable(std::string text) {
  if (is_valid_utf8(text)) return text;
  for (char& c : text)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return text;
}

}  // namespace

std::string error_object(const api_error& error) {
  json_text out;
  out.open('{');
  out.member("message", readable(error.message));
  out.member("type", error.type);
  out.key("param");
  error.param ? out.string(readable(*error.param)) : out.literal("null");
  out.key("code");
  error.code ? out.string(*error.code) : out.literal("null");
  out.close('}');
  return out.take();
}

std::string error_body(const api_error& error) {
  return "{\"error\":" + error_object(error) + "}";
}

api_error invalid_request(std::string message, std::optional<std::string> param,
                          std::optional<std::string> code) {
  return {400, "invalid_request_error", std::move(message), std::move(param), std::move(code)};
}

api_error missing_parameter(std::string param) {
  auto message = fmt::format("Missing required parameter: '{}'.", param);
  return invalid_request(std::move(message), std::move(param), "missing_required_parameter");
}

api_error unknown_parameter(std::string param) {
  auto message = fmt::format("Unknown parameter: '{}'.", param);
  return invalid_request(std::move(message), std::move(param), "unknown_parameter");
}

api_error invalid_type(std::string param, std::string_view expected, std::string_view got) {
  auto message =
      fmt::format("Invalid type for '{}': expected {}, but got {} instead.", param, expected, got);
  return invalid_request(std::move(message), std::move(param), "invalid_type");
}

api_error invalid_value(std::string param, std::string_view value, std::string_view supported) {
  // A long value would make the reply as long as the request.
  auto message =
      fmt::format("Invalid value: '{}'. Supported values are: {}.", value.substr(0, 64), supported);
  return invalid_request(std::move(message), std::move(param), "invalid_value");
}

api_error string_too_long(std::string param, std::size_t limit, std::size_t length) {
  auto message = fmt::format(
      "Invalid '{}': string too long. Expected a string with maximum length {}, but got a string "
      "with length {} instead.",
      param, limit, length);
  return invalid_request(std::move(message), std::move(param), "string_above_max_length");
}

api_error not_json() {
  return invalid_request(
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
      "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was "
      "not valid JSON. If you have trouble figuring out how to fix this, please contact us through "
      "our help center at help.openai.com.)",
      std::nullopt, std::nullopt);
}

api_error unknown_url(std::string_view method, std::string_view path) {
  return not_found(fmt::format("Invalid URL ({} {})", method, path.substr(0, 256)));
}

api_error wrong_method(std::string_view method) {
  api_error error = invalid_request(
      fmt::format("Not allowed to {} on this URL. (HINT: Perhaps you meant to use a different HTTP "
                  "method?)",
                  method.substr(0, 16)),
      std::nullopt, "method_not_supported");
  error.status = 405;
  return error;
}

api_error not_found(std::string message) {
  return {404, "invalid_request_error", std::move(message), std::nullopt, std::nullopt};
}

api_error missing_key() {
  return {
      401, "invalid_request_error",
      "You didn't provide an API key. You need to provide your API key in an Authorization "
      "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field "
      "(with blank username) if you're accessing the API from your browser and are prompted for "
      "a username and password. You can obtain an API key from "
      "https://platform.openai.com/account/api-keys.",
      std::nullopt, std::nullopt};
}

api_error incorrect_key(std::string_view key) {
  // As the API does: enough to recognise the key, not enough to use it.
  std::string shown = "***";
  if (key.size() > 12) {
    shown =
        fmt::format("{}{}{}", key.substr(0, 4), std::string(8, '*'), key.substr(key.size() - 4));
    for (char& c : shown)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) c = '?';
  }
  return {401, "invalid_request_error",
          fmt::format("Incorrect API key provided: {}. You can find your API key at "
                      "https://platform.openai.com/account/api-keys.",
                      shown),
          std::nullopt, "invalid_api_key"};
}

api_error internal_error() {
  return {500, "server_error",
          "The server had an error while processing your request. Sorry about that!", std::nullopt,
          std::nullopt};
}

}  // namespace parley::sim::service
