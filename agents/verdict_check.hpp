// Whether a verdict agrees with itself: its numbers with each other, its reasons with its numbers.
// Must not know: rewards, who judged, what was said in the conversation.
#pragma once

#include "agents/score.hpp"

namespace parley {

/// What a verdict's own words claim, in Spanish or English. A claim counts only where it is plain:
/// not denied, not under a condition, not about how things were before the conversation.
struct stated_claims {
  bool leaves = false, stays = false;
  bool recommends = false, advises_against = false;
  bool takes_step = false, stays_silent = false;
  std::optional<double> nps;    ///< a figure named in the text, 0..10
  std::optional<double> churn;  ///< a figure named in the text, 0..1
};
stated_claims claims_of(std::string_view rationale);

struct verdict_conflicts {
  bool numbers = false;    ///< a recommender about to leave, praise without recommendation, …
  bool rationale = false;  ///< the words say one thing, a number clearly the opposite
};

/// Rules, not judgement: they miss what is said in other words, and where reasons for and against
/// are both given they stay silent. A share of verdicts, then, is a lower bound.
verdict_conflicts conflicts_of(const score& verdict);

}  // namespace parley
