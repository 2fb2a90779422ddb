// A conversation that people can score, with what the judge said of it.
// Must not know: files, the terminal, where it was recorded.
#pragma once

#include <array>
#include <vector>

#include "agents/score.hpp"
#include "config/settings.hpp"
#include "output/label_record.hpp"

namespace parley::people {

/// What is scored: the judge's three numbers, and the reward made of them.
enum class metric : std::uint8_t { reward, nps, engagement, churn };
inline constexpr std::array all_metrics = {metric::reward, metric::nps, metric::engagement,
                                           metric::churn};
std::string_view to_string(metric which);  ///< "reward", "nps", "engagement", "churn"
inline constexpr std::size_t index_of(metric which) {
  return static_cast<std::size_t>(which);
}

/// By index_of(metric): reward 0..1, nps 0..10, engagement and churn 0..1.
using metric_values = std::array<double, all_metrics.size()>;

metric_values values_of(double nps, double engagement, double churn,
                        const scoring_settings& constants);

/// A conversation that the judge scored.
struct label_talk {
  talk_key key;
  parley::cohort cohort = cohort::quiet_satisfied;
  metric_values judge{};
};

/// Names a conversation on a sheet and says nothing of it: "t" and eleven hexadecimal digits.
std::string code_of(const std::string& run_id, const talk_key& key);

}  // namespace parley::people
