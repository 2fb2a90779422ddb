// Which of many fixed phrases stand in a line, in one pass over its words.
// Must not know: what the phrases mean.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley {

/// Phrases and lines in fold_line()'s form: words with one blank between; a line has a blank before
/// its first word and after its last one.
class phrase_set {
 public:
  /// `phrases` outlive the set. No phrase is empty.
  explicit phrase_set(std::span<const std::string_view> phrases);

  struct place {
    std::size_t phrase;  ///< index in the list
    std::size_t at;      ///< in the line, of the phrase's first letter
  };
  /// Every place where a phrase stands as whole words: in order of the list, then of the line.
  std::vector<place> find_in(std::string_view line) const;

  std::string_view operator[](std::size_t index) const { return phrases_[index]; }

 private:
  static std::size_t letters_of(std::string_view word);

  std::span<const std::string_view> phrases_;
  std::bitset<1024> beginnings_;  // by the first two letters: most words begin no phrase
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_first_word_;  // only looked up
};

}  // namespace parley
