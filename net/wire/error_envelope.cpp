#include "net/wire/error_envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "net/wire/one_line.hpp"
#include "net/wire/retry_after.hpp"

namespace parley::wire {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_balance(const error_words& words) {
  static constexpr std::array<std::string_view, 8> codes = {"insufficient_quota",
                                                            "credit_balance_exhausted",
                                                            "organization_spend_limit_exceeded",
                                                            "project_spend_limit_exceeded",
                                                            "organization_usage_limit_exceeded",
                                                            "billing_hard_limit_reached",
                                                            "billing_not_active",
                                                            "access_terminated"};
  return is_one_of(words.code, codes) || is_one_of(words.type, codes);
}

bool is_overload(const error_words& words) {
  static constexpr std::array<std::string_view, 5> codes = {
      "slow_down", "server_is_overloaded", "overloaded_error", "service_unavailable_error",
      "service_unavailable"};
  return is_one_of(words.code, codes) || is_one_of(words.type, codes);
}

bool never_fits(const error_words& words) {
  error_facts facts;
  read_limit_message(words.message, facts);
  if (facts.limit && facts.requested && *facts.requested > *facts.limit) return true;
  return words.message.starts_with("Request too large");
}

/// Some servers put the HTTP status into `code`.
int numeric_code(const error_words& words) {
  int value = 0;
  const auto* end = words.code.data() + words.code.size();
  const auto parsed = std::from_chars(words.code.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end && value >= 400 && value < 600 ? value : 0;
}

failure_code by_words(const error_words& words) {
  static constexpr std::array<std::string_view, 4> limited = {
      "rate_limit_exceeded", "rate_limit_error", "too_many_requests", "tokens"};
  static constexpr std::array<std::string_view, 3> key = {"invalid_api_key", "authentication_error",
                                                          "permission_error"};
  static constexpr std::array<std::string_view, 9> ours = {
      "invalid_request_error", "invalid_request",          "not_found",
      "invalid_prompt",        "context_length_exceeded",  "model_not_found",
      "invalid_value",         "content_policy_violation", "bio_policy"};
  if (is_one_of(words.code, limited) || is_one_of(words.type, limited))
    return never_fits(words) ? failure_code::request_too_large : failure_code::rate_limited;
  if (is_one_of(words.code, key) || is_one_of(words.type, key)) return failure_code::authentication;
  if (is_one_of(words.code, ours) || is_one_of(words.type, ours)) return failure_code::bad_request;
  return failure_code::server_error;
}

failure_code by_status(int status, const error_words& words) {
  switch (status) {
    case 401:
    case 403:
      return failure_code::authentication;
    case 402:
      return failure_code::balance_exhausted;
    case 408:
      return failure_code::timed_out;
    case 409:
      return failure_code::server_error;  // a conflict on their side: the SDKs retry it
    case 429:
      return never_fits(words) ? failure_code::request_too_large : failure_code::rate_limited;
    case 503:
    case 529:
      return failure_code::overloaded;
    default:
      break;
  }
  if (status >= 500) return failure_code::server_error;
  if (status >= 400) return failure_code::bad_request;
  return failure_code::protocol_error;
}

std::string_view advice(failure_code code, int status, const error_words& words) {
  switch (code) {
    case failure_code::authentication:
      return "check OPENAI_API_KEY or --api-key-file, and the key's project and permissions";
    case failure_code::balance_exhausted:
      return "add credit or raise the spend limit, then run the same command again";
    case failure_code::request_too_large:
      return "lower max_output_tokens or shorten the prompt";
    case failure_code::protocol_error:
      return "check --base-url or openai.base_url";
    default:
      break;
  }
  if (words.code == "model_not_found") return "check the model's name under [agents]";
  if (status == 404 && words.code.empty())
    return "check --base-url or openai.base_url; a server without the Responses API needs --api "
           "chat "
           "(openai.api)";
  return {};
}

std::string compose(std::string_view opening, failure_code code, int status,
                    const error_words& words, std::string_view request_id) {
  std::string text(opening);
  const std::string_view name = !words.code.empty() ? words.code : words.type;
  if (!name.empty()) text += fmt::format(" {}", one_line(name, 80));
  if (!words.message.empty()) text += fmt::format(": {}", one_line(words.message));
  if (!words.param.empty()) text += fmt::format(" (parameter {})", one_line(words.param, 80));
  if (!request_id.empty()) text += fmt::format(" [request {}]", one_line(request_id, 80));
  if (const auto next = advice(code, status, words); !next.empty())
    text += fmt::format("; {}", next);
  return text;
}

bool looks_like_html(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && body[start] == '<';
}

error_words words_of_body(std::string_view body) {
  json_reader reader;
  if (const auto root = reader.read(body)) return read_error_words(root);
  error_words words;
  words.message = looks_like_html(body) ? "an HTML page instead of JSON" : one_line(body);
  return words;
}

std::optional<bool> should_retry_in(const http::fields& headers) {
  const auto field = headers.get("x-should-retry");
  if (field && *field == "true") return true;
  if (field && *field == "false") return false;
  return std::nullopt;
}

std::string text_or_number(const json_node& node) {
  if (const auto text = node.text()) return std::string(*text);
  if (const auto number = node.integer()) return fmt::format("{}", *number);
  return {};
}

}  // namespace

error_words read_error_words(const json_node& object) {
  error_words words;
  json_node inner = object["error"];
  if (const auto bare = inner.text()) {
    words.message = *bare;
    return words;
  }
  if (!inner.is_object()) inner = object;
  words.type = inner["type"].string();
  words.code = text_or_number(inner["code"]);
  words.message = inner["message"].string();
  words.param = inner["param"].string();
  if (words.message.empty()) words.message = inner["detail"].string();
  if (words.type == "error") words.type.clear();  // the flat stream event's own type
  return words;
}

failure_code classify(int status, const error_words& words) {
  if (is_balance(words)) return failure_code::balance_exhausted;
  if (is_overload(words)) return failure_code::overloaded;
  if (status == 0) status = numeric_code(words);
  return status == 0 ? by_words(words) : by_status(status, words);
}

provider_error error_from_words(const error_words& words, int status, std::string_view where) {
  provider_error error;
  error.facts.status = status;
  read_limit_message(words.message, error.facts);
  if (error.facts.kind == limit_kind::unknown) {
    if (words.type == "tokens") error.facts.kind = limit_kind::tokens;
    if (words.type == "requests") error.facts.kind = limit_kind::requests;
  }
  const auto code = classify(status, words);
  error.what = fail(code, compose(where, code, status, words, {}));
  return error;
}

provider_error error_from_reply(const http::response& reply,
                                std::chrono::system_clock::time_point wall_now) {
  auto words = words_of_body(reply.body);
  const auto code = classify(reply.status, words);
  if (code == failure_code::protocol_error && words.message.empty()) {
    const auto to = reply.headers.get("location");
    words.message = to ? fmt::format("redirected to {}", *to) : "not a reply to this request";
  }
  auto error = error_from_words(words, reply.status, {});
  if (const auto wait = parse_retry_after(reply.headers, wall_now)) error.facts.retry_after = wait;
  error.facts.should_retry = should_retry_in(reply.headers);
  const auto id = reply.headers.get("x-request-id").value_or(std::string_view());
  error.what =
      fail(code, compose(fmt::format("HTTP {}", reply.status), code, reply.status, words, id));
  return error;
}

}  // namespace parley::wire
