// The prose of a rate-limit message, which holds numbers that no header does.
#include <cctype>

#include "net/wire/error_envelope.hpp"
#include "net/wire/rate_headers.hpp"

namespace parley::wire {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "Limit 2,000,000" -> 2000000; a comma counts only before three digits.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    auto rest = text.substr(at + word.size());
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == ':')) rest.remove_prefix(1);
    if (rest.empty() || !is_digit(rest.front())) continue;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < rest.size() && value < 100'000'000'000'000; ++i) {
      const bool separator = rest[i] == ',' && i + 3 < rest.size() && is_digit(rest[i + 1]) &&
                             is_digit(rest[i + 2]) && is_digit(rest[i + 3]);
      if (separator) continue;
      if (!is_digit(rest[i])) break;
      value = value * 10 + (rest[i] - '0');
    }
    return value;
  }
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> wait_in(std::string_view text) {
  constexpr std::string_view words = "try again in ";
  const auto at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  auto rest = text.substr(at + words.size());
  rest = rest.substr(0, rest.find_first_of(" \n"));
  while (!rest.empty() && (rest.back() == '.' || rest.back() == ',')) rest.remove_suffix(1);
  const auto wait = parse_go_duration(rest);
  if (!wait) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(*wait);
}

}  // namespace

void read_limit_message(std::string_view message, error_facts& facts) {
  const auto said = [&](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  };
  if (const auto limit = number_after(message, "Limit")) facts.limit = limit;
  if (const auto used = number_after(message, "Used")) facts.used = used;
  if (const auto requested = number_after(message, "Requested")) facts.requested = requested;
  if (said("tokens per") || said("(TPM)") || said("(TPD)"))
    facts.kind = limit_kind::tokens;
  else if (said("requests per") || said("(RPM)") || said("(RPD)"))
    facts.kind = limit_kind::requests;
  if (!facts.retry_after) facts.retry_after = wait_in(message);
}

}  // namespace parley::wire
