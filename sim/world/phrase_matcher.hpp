// Finds many phrases in one pass over a text (Aho and Corasick 1975).
// Must not know: what the phrases stand for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace parley::sim {

/// Phrases and texts are in the form of plain_words(): [a-z0-9%|] and single spaces.
class phrase_matcher {
 public:
  /// `phrase` without outer spaces; whole words, but a final '*' lets the last word go on. `id` is
  /// what a hit reports. Adding after build() is a bug. Empty phrases are ignored.
  void add(std::string_view phrase, std::uint32_t id);
  void build();

  /// Calls hit(id, end) for every occurrence, in order of its end (a byte offset into `text`).
  template <class Hit>
  void scan(std::string_view text, Hit&& hit) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = nodes_[state].next[letter(text[i])];
      for (std::uint32_t s = nodes_[state].output; s != none; s = nodes_[nodes_[s].fail].output)
        for (std::uint32_t id : nodes_[s].ids) hit(id, i + 1);
    }
  }

 private:
  static constexpr std::size_t alphabet = 39;
  static constexpr std::uint32_t none = 0xFFFFFFFFu;
  static std::size_t letter(char c) {
    if (c >= 'a' && c <= 'z') return static_cast<std::size_t>(c - 'a') + 1;
    if (c >= '0' && c <= '9') return static_cast<std::size_t>(c - '0') + 27;
    if (c == '%') return 37;
    if (c == '|') return 38;
    return 0;
  }

  struct node {
    std::array<std::uint32_t, alphabet> next{};
    std::uint32_t fail = 0;
    std::uint32_t output = none;  // nearest node on the fail path, itself included, with ids
    std::vector<std::uint32_t> ids;
  };
  std::vector<node> nodes_{1};
};

}  // namespace parley::sim
