// What a run's roles cost, and the JSON of its prices and of calls that may have been paid twice.
// Must not know: files, HTML, how calls are made.
#pragma once

#include "agents/object_reader.hpp"
#include "output/run_record.hpp"

namespace parley {

/// Cached input at its own price, the rest of the input and all output at theirs. Nothing: the
/// role's model has no price although tokens were used.
std::optional<double> cost_of_role(const role_spend& spent, const std::optional<role_price>& price);
/// What the role's cached input would have cost more at the price of fresh input.
std::optional<double> saved_by_cache(const role_spend& spent,
                                     const std::optional<role_price>& price);

/// {role: {model, input, cached_input, output}} and back.
json::value prices_json(const prices_by_role& prices);
prices_by_role prices_from(const json::value& value, std::string pointer, json_problems& problems);

/// {role: cost or null} of the roles that used any token.
json::value cost_by_role_json(const spend_by_role& spend, const prices_by_role& prices);

/// {iterations, judged_again, last_measurement}: {calls, cost or null}. Judged again: second scores
/// and frozen transcripts, which are not part of `iterations` here.
json::value cost_by_purpose_json(const run_record& run);

/// {calls, worst_tokens, worst_cost} and back.
json::value lost_json(const lost_calls& lost);
lost_calls lost_from(const json::value& value, std::string pointer, json_problems& problems);

}  // namespace parley
