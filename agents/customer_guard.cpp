#include "agents/customer_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agents/guard_phrases.hpp"
#include "agents/model_text.hpp"
#include "agents/phrase_set.hpp"

namespace parley {
namespace {

std::string quote(std::string_view text) {
  return fmt::format("\"{}\"", clip(text, 60));
}

// "No soy un bot, contéstenme bien" is a customer's line.
bool is_denied(std::string_view line, std::string_view phrase, std::size_t at) {
  return phrase.starts_with("soy ") && line.substr(0, at).ends_with(" no ");
}

// The phrases of the list that stand in the folded line, in the list's order.
std::vector<std::string_view> phrases_in(std::string_view line, const phrase_set& list) {
  std::vector<std::string_view> out;
  for (const phrase_set::place& found : list.find_in(line)) {
    const std::string_view phrase = list[found.phrase];
    const bool named = !out.empty() && out.back() == phrase;
    if (!named && !is_denied(line, phrase, found.at)) out.push_back(phrase);
  }
  return out;
}

// Customers quote the company to complain about it ("you wrote «lamentamos las molestias»").
// The folded line without what stands in quotation marks.
std::string without_quotations(std::string_view text, const std::string& folded) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> marks = {
      {{"«", "»"}, {"“", "”"}, {"\"", "\""}}};
  std::string out;
  for (const auto& [open, close] : marks) {
    if (text.find(open) == text.npos) continue;
    if (out.empty()) out = text;
    for (std::size_t at = out.find(open); at != out.npos; at = out.find(open, at)) {
      const std::size_t end = out.find(close, at + open.size());
      if (end == out.npos) break;
      out.replace(at, end + close.size() - at, " ");
    }
  }
  if (out.empty()) return folded;
  std::string rest = fold_line(out);
  return rest == " " ? folded : rest;  // quotation marks around everything quote nobody
}

std::string without_data_blocks(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find("<data "); at != text.npos; at = text.find("<data ", from)) {
    out += text.substr(from, at - from);
    const std::size_t close = text.find("</data ", at);
    if (close == text.npos) return out;
    from = close + 7;
  }
  out += text.substr(from);
  return out;
}

std::optional<std::string> speaks_for_company(const std::string& line) {
  static const phrase_set company(guard_phrases::company());
  static const phrase_set manner(guard_phrases::company_manner());
  if (const auto phrases = phrases_in(line, company); !phrases.empty())
    return fmt::format("the message speaks for the company: {}", quote(phrases.front()));
  std::string_view first;
  for (const std::string_view phrase : phrases_in(line, manner)) {
    if (!first.empty() && first.find(phrase) == first.npos)
      return fmt::format("the message speaks like the company: {} and {}", quote(first),
                         quote(phrase));
    if (first.empty()) first = phrase;
  }
  return std::nullopt;
}

// "Hola Karen, ya tengo noticias": nobody greets herself. "Hola, Karen aquí" is an introduction.
bool greets_itself(std::string_view line, std::string_view name) {
  constexpr std::string_view greetings[] = {
      "hola",    "dias", "tardes", "noches", "estimada", "estimado",  "querida",
      "querido", "hi",   "hello",  "dear",   "morning",  "afternoon", "evening"};
  constexpr std::string_view introductions[] = {"aqui",  "here",     "otra", "de",
                                                "again", "speaking", "por",  "nuevamente"};
  if (name.empty()) return false;
  std::string_view before;
  std::size_t at = 1;
  const auto next_word = [&] {
    const std::string_view word = line.substr(at, line.find(' ', at) - at);
    at += word.size() + 1;
    return word;
  };
  for (int i = 0; i <= 3 && at < line.size(); ++i) {
    const std::string_view word = next_word();
    if (word == name && std::ranges::find(greetings, before) != std::end(greetings))
      return at < line.size() &&
             std::ranges::find(introductions, next_word()) == std::end(introductions);
    before = word;
  }
  return false;
}

}  // namespace

std::string first_name_in(std::string_view instructions) {
  const std::size_t persona = instructions.find("\"persona\":");
  if (persona == instructions.npos) return {};
  constexpr std::string_view key = "\"name\":\"";
  const std::size_t at = instructions.find(key, persona);
  if (at == instructions.npos) return {};
  const std::size_t begin = at + key.size();
  const std::size_t end = std::min(instructions.find('"', begin), instructions.size());
  const std::vector<std::string> words = fold_words(instructions.substr(begin, end - begin));
  return words.empty() ? std::string() : words.front();
}

guarded_brief brief_of(std::string_view instructions) {
  return {std::make_shared<const word_runs>(without_data_blocks(instructions)),
          first_name_in(instructions)};
}

std::optional<std::string> out_of_character(std::string_view message, const guarded_brief& brief) {
  static const phrase_set telling(guard_phrases::instructions());
  if (message.find("<data") != message.npos || message.find("</data") != message.npos)
    return "the message shows a data block";
  if (trim(message).starts_with("{") || trim(message).starts_with("```"))
    return "the message is code or JSON, expected what a customer would write";
  const std::string line = fold_line(message);
  if (const auto phrases = phrases_in(line, telling); !phrases.empty())
    return fmt::format("the message speaks of its instructions or its role: {}",
                       quote(phrases.front()));
  if (const auto run = brief.told->first_shared(line))
    return fmt::format("the message repeats its instructions: {}", quote(*run));
  if (greets_itself(line, brief.first_name)) return "the message greets the customer by name";
  return speaks_for_company(without_quotations(message, line));
}

std::optional<std::string> out_of_character(std::string_view message,
                                            std::string_view instructions) {
  return out_of_character(message, brief_of(instructions));
}

}  // namespace parley
