// Remembers all runs of eight words of a text, to notice them when somebody recites it.
// Must not know: whose text it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// So many words in a row are no coincidence. About eight bytes a word of the text.
class word_runs {
 public:
  static constexpr std::size_t length = 8;

  word_runs() = default;
  explicit word_runs(std::string_view text);

  /// The first run of `line` (in fold_line()'s form) that stands in the text too.
  std::optional<std::string> first_shared(std::string_view line) const;

 private:
  std::vector<std::uint64_t> hashes_;  // sorted
};

}  // namespace parley
