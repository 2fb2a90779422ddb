// Whether simulated customers behave like the customers that their profiles describe. Pure.
// Must not know: prompts, scores, where conversations come from.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "agents/cohort_report.hpp"
#include "agents/transcript.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::truth {

/// One cohort's customers as they spoke. Simulators tend to be too kind, too alike and too
/// talkative (Zhou et al. 2026, arXiv 2603.11245): each figure has what it would be held against
/// beside it.
struct cohort_fidelity {
  std::size_t conversations = 0;
  std::size_t answered = 0;
  std::size_t left_early = 0;  ///< the customer ended it
  std::size_t role_flips = 0;  ///< left character: invalid, in no result
  std::size_t agreeing = 0;    ///< replies with a sentiment above 0.3
  std::size_t replies = 0;
  estimate sentiment;          ///< of replies, a customer's mean, -1..1
  estimate profile_sentiment;  ///< of the tickets of the same customers
  estimate words;              ///< of a reply, a customer's mean
};

/// How much customers differ from each other, and one from itself.
struct variance_finding {
  std::size_t pairs = 0;  ///< customers heard twice under the same prompt
  double persona = 0;     ///< variance of the reward between customers
  double replicate = 0;   ///< within a customer: another draw, judge's error included
};

struct fidelity_finding {
  std::array<cohort_fidelity, all_cohorts.size()> cohorts;
  std::optional<variance_finding> variance;
  std::vector<std::string> doubts;  ///< sentences; empty: nothing speaks against them
};

/// `profile` belongs to the conversation by index. Intervals at `confidence`.
fidelity_finding check_fidelity(std::span<const conversation_record* const> talks,
                                std::span<const customer_profile* const> profiles,
                                double confidence);

/// One-way components of variance (Searle, Casella and McCulloch 1992, section 3.5) from two
/// rewards of each customer; the persona's part is kept at zero or above. Fewer than two: nothing.
std::optional<variance_finding> variance_components(std::span<const std::array<double, 2>> rewards);

}  // namespace parley::truth
