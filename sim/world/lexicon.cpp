#include "sim/world/lexicon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "sim/world/plain_text.hpp"

namespace parley::sim {

result<lexicon> lexicon::load(const std::filesystem::path& file) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(file, ec))
    return fail(
        failure_code::not_found,
        fmt::format(
            "sim.lexicon: the word list '{}' does not exist; expected a file in the form of "
            "docs/simulated_world.md",
            file.string()));
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

std::vector<std::string> lexicon::shared_with(const lexicon& other) const {
  // A final '*' stands for any end of the word, the empty one too.
  const auto as_text = [](const sign& s) {
    return " " + s.phrase.substr(0, s.phrase.find('*')) + " ";
  };
  std::vector<bool> shared(signs_.size());
  for (std::size_t i = 0; i < signs_.size(); ++i)
    other.matcher_.scan(as_text(signs_[i]), [&](std::uint32_t, std::size_t) { shared[i] = true; });
  for (const sign& theirs : other.signs_)
    matcher_.scan(as_text(theirs), [&](std::uint32_t id, std::size_t) { shared[id] = true; });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < signs_.size(); ++i)
    if (shared[i] && std::find(out.begin(), out.end(), signs_[i].phrase) == out.end())
      out.push_back(signs_[i].phrase);
  return out;
}

std::span<const std::string> lexicon::sentences(language lang, std::string_view slot) const {
  const auto& slots = say_[at(lang)];
  const auto found = slots.find(slot);
  if (found == slots.end()) return {};
  return found->second;
}

}  // namespace parley::sim
