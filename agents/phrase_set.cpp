#include "agents/phrase_set.hpp"

#include <algorithm>
#include <tuple>

namespace parley {

phrase_set::phrase_set(std::span<const std::string_view> phrases) : phrases_(phrases) {
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const std::string_view word = phrases[i].substr(0, phrases[i].find(' '));
    beginnings_.set(letters_of(word));
    by_first_word_[word].push_back(i);
  }
}

std::size_t phrase_set::letters_of(std::string_view word) {
  const auto letter = [&](std::size_t i) {
    return i < word.size() ? static_cast<unsigned char>(word[i]) & 31u : 0u;
  };
  return letter(0) * 32 + letter(1);
}

std::vector<phrase_set::place> phrase_set::find_in(std::string_view line) const {
  std::vector<place> found;
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view word = line.substr(at, end - at);
    if (beginnings_.test(letters_of(word))) {
      if (const auto same = by_first_word_.find(word); same != by_first_word_.end())
        for (const std::size_t i : same->second) {
          const std::string_view rest = line.substr(at);
          const std::size_t size = phrases_[i].size();
          if (rest.starts_with(phrases_[i]) && rest.size() > size && rest[size] == ' ')
            found.push_back({i, at});
        }
    }
    at = end + 1;
  }
  std::sort(found.begin(), found.end(), [](const place& a, const place& b) {
    return std::tie(a.phrase, a.at) < std::tie(b.phrase, b.at);
  });
  return found;
}

}  // namespace parley
