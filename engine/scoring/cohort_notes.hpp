// One sentence on what stands out in a cohort, for people and for the tuner. Pure.
// Must not know: how the numbers were made.
#pragma once

#include <span>

#include "agents/cohort_report.hpp"
#include "agents/score.hpp"

namespace parley {

/// Facts only, most telling first, at most three; empty when nothing stands out. `verdicts` are
/// the cohort's scores in a canonical order. `language` is the run's, "es" or "en": the tuner reads
/// the notes beside a prompt in it.
std::string cohort_notes(const cohort_summary& summary, std::span<const score* const> verdicts,
                         std::string_view language);

}  // namespace parley
