#include "sim/world/phrase_matcher.hpp"

#include <string>

namespace parley::sim {

void phrase_matcher::add(std::string_view phrase, std::uint32_t id) {
  if (phrase.empty() || phrase == "*") return;
  std::string pattern = " ";
  if (phrase.back() == '*')
    pattern += phrase.substr(0, phrase.size() - 1);
  else
    pattern.append(phrase).append(" ");
  std::uint32_t state = 0;
  for (char c : pattern) {
    const std::size_t l = letter(c);
    if (nodes_[state].next[l] == 0) {
      nodes_[state].next[l] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    state = nodes_[state].next[l];
  }
  nodes_[state].ids.push_back(id);
}

void phrase_matcher::build() {
  std::vector<std::uint32_t> queue;
  for (std::uint32_t child : nodes_[0].next)
    if (child != 0) queue.push_back(child);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::uint32_t at = queue[i];
    const std::uint32_t fail = nodes_[at].fail;
    nodes_[at].output = nodes_[at].ids.empty() ? nodes_[fail].output : at;
    for (std::size_t l = 0; l < alphabet; ++l) {
      const std::uint32_t child = nodes_[at].next[l];
      if (child == 0) {
        nodes_[at].next[l] = nodes_[fail].next[l];
      } else {
        nodes_[child].fail = nodes_[fail].next[l];
        queue.push_back(child);
      }
    }
  }
}

}  // namespace parley::sim
