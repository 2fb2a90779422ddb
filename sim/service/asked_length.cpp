#include "sim/service/asked_length.hpp"

#include <charconv>

#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::int64_t most = 100'000;

std::optional<std::int64_t> number_after(std::string_view prompt, std::string_view lead,
                                         std::string_view unit) {
  const auto at = prompt.rfind(lead);
  if (at == prompt.npos) return std::nullopt;
  const std::string_view rest = prompt.substr(at + lead.size());
  std::int64_t value = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (read.ec != std::errc() || value < 1 || value > most) return std::nullopt;
  const auto after = rest.substr(static_cast<std::size_t>(read.ptr - rest.data()));
  return after.starts_with(unit) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> asked_words(std::string_view prompt) {
  if (const auto english = number_after(prompt, "exactly ", " words")) return english;
  return number_after(prompt, "exactamente ", " palabras");
}

std::string text_of_tokens(std::int64_t tokens, std::array<std::string_view, 6> bodies,
                           random_stream& random) {
  std::string text;
  std::size_t next = random.below(bodies.size());
  for (std::int64_t so_far = 0; so_far < tokens; ++next) {
    const std::string_view sentence = bodies[next % bodies.size()];
    so_far += count_tokens(sentence);
    if (!text.empty()) text += ' ';
    text += sentence;
  }
  text.resize(prefix_of_tokens(text, tokens));
  return text;
}

}  // namespace parley::sim::service
