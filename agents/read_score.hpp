// Reads the judge's numbers, from its reply and from our files.
// Must not know: which document they stand in.
#pragma once

#include "agents/object_reader.hpp"
#include "agents/score.hpp"

namespace parley {

/// NPS_expected, EngagementProb, ChurnProb, LTV_delta and CTA_clarity, each within its range.
void read_score_numbers(object_reader& in, score& out);

}  // namespace parley
