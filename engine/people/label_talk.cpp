#include "engine/people/label_talk.hpp"

#include <fmt/format.h>

#include "base/random_stream.hpp"
#include "engine/scoring/value_model.hpp"

namespace parley::people {

std::string_view to_string(metric which) {
  constexpr std::string_view names[] = {"reward", "nps", "engagement", "churn"};
  return names[index_of(which)];
}

metric_values values_of(double nps, double engagement, double churn,
                        const scoring_settings& constants) {
  return {normalised_reward(nps, engagement, churn, constants), nps, engagement, churn};
}

std::string code_of(const std::string& run_id, const talk_key& key) {
  const std::string name =
      fmt::format("{}\n{}\n{}\n{}", run_id, key.iteration, key.customer_id, key.side);
  constexpr std::uint64_t eleven_digits = 0xFFFFFFFFFFF;
  // The letter keeps spreadsheets from taking it for a number.
  return fmt::format("t{:011x}", stable_hash(name, 0x6C6162656C) & eleven_digits);
}

}  // namespace parley::people
