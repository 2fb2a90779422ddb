// What calls cost, from their tokens and the configured prices. Pure.
// Must not know: budgets, who asks.
#pragma once

#include "agents/transcript.hpp"
#include "config/settings.hpp"
#include "output/run_record.hpp"

namespace parley {

struct money {
  double amount = 0;  ///< in the prices' currency; of the roles whose model has a price
  bool known = true;  ///< false: some tokens were spent on a model without a price
};

/// Cached input is billed at its own price, the rest of the input and the output at theirs
/// (reasoning tokens are part of the output).
money cost_of(const spend_by_role& spend, const settings& config);
double cost_of(const token_usage& usage, const model_price& price);

/// The first agent model without a price; nothing when every cost can be known.
std::optional<std::string> unpriced_model(const settings& config);

/// The prices that costs of this run rest on, role by role.
prices_by_role prices_of(const settings& config);

std::int64_t total_tokens(const spend_by_role& spend);
std::int64_t total_calls(const spend_by_role& spend);     ///< complete replies and failures
std::int64_t total_requests(const spend_by_role& spend);  ///< calls and their retries

}  // namespace parley
