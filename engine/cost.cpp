#include "engine/cost.hpp"

namespace parley {
namespace {

constexpr double per_million = 1e-6;

const model_price* price_of(std::size_t role, const settings& config) {
  return config.price_for(config.agents[role].model);
}

}  // namespace

double cost_of(const token_usage& usage, const model_price& price) {
  const auto fresh = static_cast<double>(usage.input - usage.cached_input);
  return per_million *
         (fresh * price.input + static_cast<double>(usage.cached_input) * price.cached_input +
          static_cast<double>(usage.output) * price.output);
}

money cost_of(const spend_by_role& spend, const settings& config) {
  money out;
  for (std::size_t role = 0; role < spend.size(); ++role) {
    const token_usage& usage = spend[role].usage;
    if (usage.total() == 0) continue;
    if (const model_price* price = price_of(role, config))
      out.amount += cost_of(usage, *price);
    else
      out.known = false;
  }
  return out;
}

std::optional<std::string> unpriced_model(const settings& config) {
  for (std::size_t role = 0; role < config.agents.size(); ++role)
    if (!price_of(role, config)) return config.agents[role].model;
  return std::nullopt;
}

prices_by_role prices_of(const settings& config) {
  prices_by_role out;
  for (std::size_t role = 0; role < out.size(); ++role)
    if (const model_price* price = price_of(role, config))
      out[role] =
          role_price{config.agents[role].model, price->input, price->cached_input, price->output};
  return out;
}

std::int64_t total_tokens(const spend_by_role& spend) {
  std::int64_t sum = 0;
  for (const role_spend& role : spend) sum += role.usage.total();
  return sum;
}

std::int64_t total_calls(const spend_by_role& spend) {
  std::int64_t sum = 0;
  for (const role_spend& role : spend) sum += role.calls + role.failures;
  return sum;
}

std::int64_t total_requests(const spend_by_role& spend) {
  std::int64_t sum = total_calls(spend);
  for (const role_spend& role : spend) sum += role.retries;
  return sum;
}

}  // namespace parley
