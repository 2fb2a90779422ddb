// Numbers as people read them, in one place: reports, terminal tables and messages use these.
// Must not know: HTML, terminals, what a number means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agents/cohort_report.hpp"

namespace parley {

/// "12 045": groups of three, separated by a narrow no-break space (U+202F); from 10,000 on.
std::string count_text(std::int64_t n);

/// Fixed number of decimals, a real minus sign (U+2212), never "-0.00"; "–" when not finite.
std::string decimal_text(double value, int decimals);

/// Like decimal_text, with "+" before what is above zero as it is shown.
std::string signed_text(double value, int decimals);

/// 0.4213 -> "42 %"; decimals of the percentage.
std::string percent_text(double share, int decimals = 0);

/// "0.42 (0.37–0.48)"; "0.42" without interval; "–" when n is 0. Negative ends: "(−0.05 to 0.12)".
std::string interval_text(const estimate& value, int decimals);

/// For display only: an interval that reaches beyond the scale is shown up to the scale's ends. A t
/// interval of a few customers does reach beyond; the stored numbers keep it as it is.
estimate within(estimate value, double least, double most);
bool reaches_beyond(const estimate& value, double least, double most);

/// 0.95 -> "95 %": the confidence of an interval.
std::string level_text(double confidence);

/// "+0.42 (+0.10 to +0.74)": a difference, always with signs.
std::string change_text(const estimate& value, int decimals);

/// "0.8 s", "12 s", "3 min 05 s", "1 h 04 min", "2 d 3 h". Negative counts as 0.
std::string duration_text(double seconds);

/// "1.24 USD"; below 0.1 four decimals ("0.0042 USD"); "unknown" when not known.
std::string money_text(double amount, std::string_view currency, bool known = true);

/// "2026-11-22T14:03:05Z" -> "22 November 2026, 14:03 UTC"; anything else is given back as it is.
std::string date_text(std::string_view timestamp);

/// What an interval of a difference allows to say.
enum class evidence {
  no_interval,    ///< fewer than two pairs: nothing can be said
  no_difference,  ///< the interval includes zero
  increase,       ///< the whole interval lies above zero
  decrease        ///< the whole interval lies below zero
};
evidence evidence_of(const estimate& change);

/// "better", "worse", "no difference shown", "too few to say". `lower_is_better`: churn.
std::string_view evidence_text(evidence found, bool lower_is_better);

/// For people: "every turn was used", "the customer left", ...
std::string_view label(conversation_end end);

}  // namespace parley
