// Reward and lifetime value of one scored customer (docs/scoring.md). Pure.
// Must not know: cohorts' aggregates, files, models.
#pragma once

#include "agents/score.hpp"
#include "config/settings.hpp"
#include "output/run_record.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// 0.6*NPS + 0.3*(10*Eng) - 0.3*(10*Churn), mapped linearly onto 0..1 by the fixed ends of its
/// range ([-3, 9] with the default weights). Never normalised per batch.
double normalised_reward(const score& value, const scoring_settings& constants);
/// The same of the three numbers that count: nps 0..10, engagement and churn 0..1.
double normalised_reward(double nps, double engagement, double churn,
                         const scoring_settings& constants);

/// Service margin over H years plus discounted repurchase; the formula is in docs/scoring.md.
double baseline_ltv(const customer_profile& profile, const scoring_settings& constants);

/// f(churn) with everything else of the profile fixed: baseline_ltv is f(churn before).
double ltv_at_churn(const customer_profile& profile, double churn,
                    const scoring_settings& constants);

/// Churn before the conversation: the profile's estimate, or the prior by ownership age.
double churn_before(const customer_profile& profile);

customer_value value_of(const customer_profile& profile, const score& value,
                        const scoring_settings& constants);

}  // namespace parley
