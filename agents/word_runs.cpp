#include "agents/word_runs.hpp"

#include <algorithm>

#include "agents/model_text.hpp"
#include "base/random_stream.hpp"

namespace parley {
namespace {

// Calls `found(run)` for every run of words in a folded line, until it says true.
template <class Found>
bool any_run(std::string_view line, Found found) {
  std::size_t starts[word_runs::length] = {};  // of the latest words, as a ring
  std::size_t words = 0;
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    starts[words++ % word_runs::length] = at;
    if (words >= word_runs::length) {
      const std::size_t first = starts[words % word_runs::length];
      if (found(line.substr(first, end - first))) return true;
    }
    at = end + 1;
  }
  return false;
}

}  // namespace

word_runs::word_runs(std::string_view text) {
  any_run(fold_line(text), [this](std::string_view run) {
    hashes_.push_back(stable_hash(run));
    return false;
  });
  std::sort(hashes_.begin(), hashes_.end());
}

// Equal hashes of different runs: once in 10^15 messages.
std::optional<std::string> word_runs::first_shared(std::string_view line) const {
  std::optional<std::string> shared;
  if (hashes_.empty()) return shared;
  any_run(line, [&](std::string_view run) {
    if (!std::binary_search(hashes_.begin(), hashes_.end(), stable_hash(run))) return false;
    shared.emplace(run);
    return true;
  });
  return shared;
}

}  // namespace parley
