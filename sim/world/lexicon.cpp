#include "sim/world/lexicon.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

constexpr std::array<std::string_view, signal_count> signal_names = {
    "ack",  "sla_vague", "sla_dated", "apol",     "apol_heavy", "ben",  "pers",
    "warm", "formal",    "pushy",     "oneclick", "callback",   "visit"};

std::optional<signal> signal_from(std::string_view name) {
  for (std::size_t i = 0; i < signal_count; ++i)
    if (signal_names[i] == name) return static_cast<signal>(i);
  return std::nullopt;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r'))
    s.remove_suffix(1);
  return s;
}

std::string_view take_word(std::string_view& rest) {
  rest = trim(rest);
  const auto end = std::min(rest.find_first_of(" \t"), rest.size());
  const auto word = rest.substr(0, end);
  rest = trim(rest.substr(end));
  return word;
}

std::optional<language> language_from(std::string_view name) {
  if (name == "es") return language::es;
  if (name == "en") return language::en;
  return std::nullopt;
}

failure bad_line(std::string_view name, std::size_t line, std::string_view what) {
  return fail(failure_code::invalid_input,
              fmt::format("{}:{}: {}; expected '<signal> es|en <weight> <phrase>' or "
                          "'say.<slot> es|en <sentence>'",
                          name, line, what));
}

}  // namespace

result<lexicon> lexicon::parse(std::string_view text, std::string_view name) {
  lexicon out;
  std::array<std::array<bool, signal_count>, 2> seen{};
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view rest = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (rest.empty() || rest.front() == '#') continue;
    const auto key = take_word(rest);
    const auto lang = language_from(take_word(rest));
    if (!lang) return bad_line(name, number, "unknown language");
    if (key.starts_with("say.")) {
      if (rest.empty()) return bad_line(name, number, "a sentence is missing");
      out.say_[at(*lang)][std::string(key.substr(4))].emplace_back(rest);
      continue;
    }
    const auto what = signal_from(key);
    if (!what) return bad_line(name, number, fmt::format("unknown signal '{}'", key));
    const double weight = std::strtod(std::string(take_word(rest)).c_str(), nullptr);
    if (!(weight > 0) || weight > 100) return bad_line(name, number, "weight not in (0, 100]");
    const bool open = !rest.empty() && rest.back() == '*';
    std::string phrase = plain_phrase(rest);
    if (phrase.empty()) return bad_line(name, number, "a phrase is missing");
    if (open) phrase += '*';
    out.matcher_.add(phrase, static_cast<std::uint32_t>(out.signs_.size()));
    out.signs_.push_back({*what, weight});
    seen[at(*lang)][at(*what)] = true;
  }
  for (std::size_t l = 0; l < 2; ++l)
    for (std::size_t s = 0; s < signal_count; ++s)
      if (!seen[l][s])
        return fail(failure_code::invalid_input,
                    fmt::format("{}: no phrase for signal '{}' in language '{}'; add at least one",
                                name, signal_names[s], l == 0 ? "es" : "en"));
  out.matcher_.build();
  return out;
}

result<lexicon> lexicon::load(const std::filesystem::path& file) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(file, ec))
    return fail(failure_code::not_found,
                fmt::format("lexicon file '{}' does not exist", file.string()));
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in && !in.eof())
    return fail(failure_code::io_error, fmt::format("cannot read '{}'", file.string()));
  auto out = parse(text, file.string());
  if (!out) return out;
  for (std::size_t l = 0; l < 2; ++l)
    for (const auto& [slot, sentences] : compiled().say_[l])
      out->say_[l].try_emplace(slot, sentences);
  return out;
}

const lexicon& lexicon::compiled() {
  static const lexicon set = [] {
    std::string text(compiled_signs());
    text.append("\n").append(compiled_sentences_es()).append("\n").append(compiled_sentences_en());
    return parse(text, "compiled lexicon").value();
  }();
  return set;
}

signal_tally lexicon::scan(std::string_view plain_text) const {
  signal_tally out;
  matcher_.scan(plain_text, [&](std::uint32_t id, std::size_t end) {
    auto& entry = out.by_signal[at(signs_[id].what)];
    entry.weight += signs_[id].weight;
    ++entry.hits;
    entry.last = end;
  });
  return out;
}

std::span<const std::string> lexicon::sentences(language lang, std::string_view slot) const {
  const auto& slots = say_[at(lang)];
  const auto found = slots.find(slot);
  if (found == slots.end()) return {};
  return found->second;
}

}  // namespace parley::sim
