#include "engine/scoring/best_strategy.hpp"

#include <map>

namespace parley {
namespace {

// ASCII only: a model varies the case of a first letter, not that of an accented one.
std::string folded(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

strategy folded(const strategy& s) {
  return strategy{folded(s.template_name), folded(s.tone), folded(s.cta)};
}

struct group {
  std::map<strategy, std::size_t> spellings;
  std::size_t n = 0;
  double sum = 0;

  const strategy& commonest() const {
    const auto* best = &*spellings.begin();
    for (const auto& entry : spellings)
      if (entry.second > best->second) best = &entry;
    return best->first;
  }
};

}  // namespace

std::optional<ranked_strategy> best_strategy(std::span<const strategy_outcome> outcomes,
                                             int min_n) {
  std::map<strategy, group> groups;
  for (const strategy_outcome& outcome : outcomes) {
    if (outcome.used->text().empty()) continue;
    group& g = groups[folded(*outcome.used)];
    ++g.spellings[*outcome.used];
    ++g.n;
    g.sum += outcome.reward;
  }
  std::optional<ranked_strategy> best;
  for (const auto& [key, g] : groups) {
    if (g.n < static_cast<std::size_t>(min_n)) continue;
    const double mean = g.sum / static_cast<double>(g.n);
    if (best && (mean < best->mean_reward || (mean == best->mean_reward && g.n <= best->n)))
      continue;
    best = ranked_strategy{g.commonest(), g.n, mean};
  }
  return best;
}

}  // namespace parley
