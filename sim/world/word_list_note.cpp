#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/simulated_provider.hpp"
#include "sim/world/lexicon.hpp"

namespace parley::sim {

result<std::string> word_list_note(const sim_settings& world) {
  constexpr std::size_t most_examples = 3;
  if (world.lexicon.empty()) return std::string{};
  const auto list = lexicon::load(world.lexicon);
  if (!list) return list.error();
  std::vector<std::string> shared = list->shared_with(lexicon::compiled());
  if (shared.empty()) return std::string{};
  const std::size_t count = shared.size();
  shared.resize(std::min(count, most_examples));
  return fmt::format(
      "{}: {} of {} phrases are understood by the compiled word list too, e.g. '{}'; for a test on "
      "words that nothing was developed with, choose others",
      world.lexicon, count, list->phrase_count(), fmt::join(shared, "', '"));
}

}  // namespace parley::sim
