#include "sim/world/lexicon.hpp"

#include <fmt/format.h>

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

std::span<const std::string> lexicon::sentences(language lang, std::string_view slot) const {
  const auto& slots = say_[at(lang)];
  const auto found = slots.find(slot);
  if (found == slots.end()) return {};
  return found->second;
}

}  // namespace parley::sim
