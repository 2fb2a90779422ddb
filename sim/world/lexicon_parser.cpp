// Reads the text form of a word list (lexicon.hpp), with the place of whatever is wrong in it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "sim/world/lexicon.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

/// One line, read word by word; knows where each word stood.
class line_reader {
 public:
  explicit line_reader(std::string_view line) : line_(line) {
    while (!line_.empty() && is_blank(line_.back())) line_.remove_suffix(1);
    skip();
  }
  bool at_end() const { return at_ >= line_.size(); }
  char next() const { return line_[at_]; }
  std::string_view word() {
    began_ = at_;
    while (!at_end() && !is_blank(line_[at_])) ++at_;
    const auto out = line_.substr(began_, at_ - began_);
    skip();
    return out;
  }
  /// All that is left, as one piece.
  std::string_view rest() {
    began_ = at_;
    at_ = line_.size();
    return line_.substr(began_);
  }
  /// Of the piece that was read last, from 1, in characters.
  std::size_t column() const {
    return 1 + static_cast<std::size_t>(std::count_if(
                   line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(began_),
                   [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
  void skip() {
    while (!at_end() && is_blank(line_[at_])) ++at_;
  }
  std::string_view line_;
  std::size_t at_ = 0, began_ = 0;
};

std::optional<language> language_from(std::string_view name) {
  if (name == "es") return language::es;
  if (name == "en") return language::en;
  return std::nullopt;
}

std::string shown(std::string_view found) {
  return found.empty() ? "nothing" : fmt::format("'{}'", found.substr(0, 40));
}

}  // namespace

class lexicon_parser {
 public:
  lexicon_parser(std::string_view name, const lexicon_names& names) : name_(name) {
    out_.names_ = names;
  }

  result<lexicon> read(std::string_view text) {
    if (text.size() > max_lexicon_bytes)
      return fail(failure_code::invalid_input,
                  fmt::format("{}: found {} bytes, expected at most {}", name_, text.size(),
                              max_lexicon_bytes));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      line_reader line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      ++line_;
      if (line.at_end() || line.next() == '#') continue;
      if (auto added = read_entry(line); !added) return added.error();
    }
    for (std::size_t l = 0; l < 2; ++l)
      for (std::size_t s = 0; s < signal_count; ++s)
        if (!seen_[l][s])
          return fail(
              failure_code::invalid_input,
              fmt::format("{}: no phrase for signal '{}' in language '{}'; add at least one", name_,
                          out_.names_.signals[s], l == 0 ? "es" : "en"));
    out_.matcher_.build();
    return std::move(out_);
  }

 private:
  std::optional<signal> signal_from(std::string_view name) const {
    const auto& known = out_.names_.signals;
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) return std::nullopt;
    return static_cast<signal>(found - known.begin());
  }

  result<void> read_entry(line_reader& line) {
    const auto key = line.word();
    const bool says = key.starts_with("say.") && key.size() > 4;
    const auto what = signal_from(key);
    if (!says && !what)
      return wrong(line, fmt::format("unknown signal {}, expected one of: {}, or say.<slot>",
                                     shown(key), fmt::join(out_.names_.signals, " ")));
    const auto language_name = line.word();
    const auto lang = language_from(language_name);
    if (!lang)
      return wrong(line,
                   fmt::format("unknown language {}, expected es or en", shown(language_name)));
    if (!says) return read_sign(line, *what, *lang);
    const auto sentence = line.rest();
    if (sentence.empty()) return wrong(line, "a sentence is missing");
    out_.say_[at(*lang)][std::string(key.substr(4))].emplace_back(sentence);
    return {};
  }

  result<void> read_sign(line_reader& line, signal what, language lang) {
    const std::string number(line.word());
    char* stop = nullptr;
    const double weight = std::strtod(number.c_str(), &stop);
    if (number.empty() || *stop != 0 || !(weight > 0) || weight > 100)
      return wrong(line, fmt::format("found the weight {}, expected a number above 0 and at most "
                                     "100",
                                     shown(number)));
    const auto text = line.rest();
    std::string phrase = plain_phrase(text);
    if (phrase.empty()) return wrong(line, "a phrase of letters or digits is missing");
    if (text.ends_with('*')) phrase += '*';
    out_.matcher_.add(phrase, static_cast<std::uint32_t>(out_.signs_.size()));
    out_.signs_.push_back({what, weight, std::move(phrase)});
    seen_[at(lang)][at(what)] = true;
    return {};
  }

  failure wrong(const line_reader& line, std::string_view what) const {
    return fail(failure_code::invalid_input,
                fmt::format("{}:{}:{}: {}; a line is '<signal> es|en <weight> <phrase>' or "
                            "'say.<slot> es|en <sentence>'",
                            name_, line_, line.column(), what));
  }

  std::string_view name_;
  std::size_t line_ = 0;
  lexicon out_;
  std::array<std::array<bool, signal_count>, 2> seen_{};
};

result<lexicon> lexicon::parse(std::string_view text, std::string_view name,
                               const lexicon_names& names) {
  return lexicon_parser(name, names).read(text);
}

}  // namespace parley::sim
