#include "agents/customer_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "agents/guard_phrases.hpp"
#include "agents/model_text.hpp"

namespace parley {
namespace {

// So many words in a row from the own instructions are no coincidence.
constexpr std::size_t leak_run = 8;

std::string quote(std::string_view text) {
  return fmt::format("\"{}\"", clip(text, 60));
}

// `line` is folded: a blank stands before its first and after its last word.
bool contains_phrase(std::string_view line, std::string_view phrase) {
  for (std::size_t at = line.find(phrase); at != line.npos; at = line.find(phrase, at + 1)) {
    if (line[at - 1] != ' ' || line[at + phrase.size()] != ' ') continue;
    // "No soy un bot, contéstenme bien" is a customer's line.
    const bool denied = phrase.starts_with("soy ") && line.substr(0, at).ends_with(" no ");
    if (!denied) return true;
  }
  return false;
}

std::string_view first_of(std::string_view line, std::span<const std::string_view> phrases) {
  for (const std::string_view phrase : phrases)
    if (contains_phrase(line, phrase)) return phrase;
  return {};
}

// Customers quote the company to complain about it ("you wrote «lamentamos las molestias»").
std::string without_quotations(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> marks = {
      {{"«", "»"}, {"“", "”"}, {"\"", "\""}}};
  std::string out(text);
  for (const auto& [open, close] : marks) {
    for (std::size_t at = out.find(open); at != out.npos; at = out.find(open, at)) {
      const std::size_t end = out.find(close, at + open.size());
      if (end == out.npos) break;
      out.replace(at, end + close.size() - at, " ");
    }
  }
  // Quotation marks around everything quote nobody.
  return fold_words(out).empty() ? std::string(text) : out;
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

std::string join(const std::vector<std::string>& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < from + leak_run; ++i) out += words[i] + ' ';
  return out;
}

std::optional<std::string> repeated_instructions(std::string_view message,
                                                 std::string_view instructions) {
  const std::vector<std::string> said = fold_words(message);
  if (said.size() < leak_run) return std::nullopt;
  const std::vector<std::string> told = fold_words(without_data_blocks(instructions));
  std::unordered_set<std::string> runs;  // only looked up, never iterated
  for (std::size_t i = 0; i + leak_run <= told.size(); ++i) runs.insert(join(told, i));
  for (std::size_t i = 0; i + leak_run <= said.size(); ++i)
    if (const std::string run = join(said, i); runs.contains(run))
      return fmt::format("the message repeats its instructions: {}", quote(trim(run)));
  return std::nullopt;
}

std::optional<std::string> speaks_for_company(std::string_view message) {
  const std::string line = fold_line(without_quotations(message));
  if (const auto phrase = first_of(line, guard_phrases::company()); !phrase.empty())
    return fmt::format("the message speaks for the company: {}", quote(phrase));
  std::string_view first;
  for (const std::string_view phrase : guard_phrases::company_manner()) {
    if (!contains_phrase(line, phrase)) continue;
    if (!first.empty() && first.find(phrase) == first.npos)
      return fmt::format("the message speaks like the company: {} and {}", quote(first),
                         quote(phrase));
    if (first.empty()) first = phrase;
  }
  return std::nullopt;
}

// The first name in the profile block of the instructions, folded; empty when there is none.
std::string own_first_name(std::string_view instructions) {
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

// "Hola Karen, ya tengo noticias": nobody greets herself. "Hola, Karen aquí" is an introduction.
bool greets_itself(std::string_view message, std::string_view instructions) {
  constexpr std::string_view greetings[] = {
      "hola",    "dias", "tardes", "noches", "estimada", "estimado",  "querida",
      "querido", "hi",   "hello",  "dear",   "morning",  "afternoon", "evening"};
  constexpr std::string_view introductions[] = {"aqui",  "here",     "otra", "de",
                                                "again", "speaking", "por",  "nuevamente"};
  const std::vector<std::string> words = fold_words(message);
  const std::string name = own_first_name(instructions);
  if (name.empty()) return false;
  for (std::size_t i = 1; i < words.size() && i <= 3; ++i) {
    if (words[i] != name || std::ranges::find(greetings, words[i - 1]) == std::end(greetings))
      continue;
    return i + 1 < words.size() &&
           std::ranges::find(introductions, words[i + 1]) == std::end(introductions);
  }
  return false;
}

}  // namespace

std::optional<std::string> out_of_character(std::string_view message,
                                            std::string_view instructions) {
  if (message.find("<data") != message.npos || message.find("</data") != message.npos)
    return "the message shows a data block";
  if (trim(message).starts_with("{") || trim(message).starts_with("```"))
    return "the message is code or JSON, expected what a customer would write";
  const std::string line = fold_line(message);
  if (const auto phrase = first_of(line, guard_phrases::instructions()); !phrase.empty())
    return fmt::format("the message speaks of its instructions or its role: {}", quote(phrase));
  if (auto why = repeated_instructions(message, instructions)) return why;
  if (greets_itself(message, instructions)) return "the message greets the customer by name";
  return speaks_for_company(message);
}

}  // namespace parley
