#include "output/run_money.hpp"

#include <limits>

namespace parley {
namespace {

constexpr double per_million = 1e-6;
constexpr double most_price = 1e6;          // as the settings allow
constexpr std::size_t longest_model = 200;  // characters
constexpr std::int64_t most_count = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::optional<double> cost_of_role(const role_spend& spent,
                                   const std::optional<role_price>& price) {
  const token_usage& used = spent.usage;
  if (!price) return used.total() == 0 ? std::optional<double>(0) : std::nullopt;
  return per_million * (static_cast<double>(used.input - used.cached_input) * price->input +
                        static_cast<double>(used.cached_input) * price->cached_input +
                        static_cast<double>(used.output) * price->output);
}

std::optional<double> saved_by_cache(const role_spend& spent,
                                     const std::optional<role_price>& price) {
  if (!price) return std::nullopt;
  return per_million * static_cast<double>(spent.usage.cached_input) *
         (price->input - price->cached_input);
}

json::value prices_json(const prices_by_role& prices) {
  json::object out;
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (const auto& one = prices[i])
      out[to_string(static_cast<agent_role>(i))] = json::object{{"model", one->model},
                                                                {"input", one->input},
                                                                {"cached_input", one->cached_input},
                                                                {"output", one->output}};
  return out;
}

prices_by_role prices_from(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader roles(value, pointer, problems);
  prices_by_role out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto name = to_string(static_cast<agent_role>(i));
    const json::value* found = roles.find(name);
    if (!found) continue;
    object_reader in(*found, roles.pointer_to(name), problems);
    role_price one;
    one.model = in.text("model", 0, longest_model);
    one.input = in.number("input", 0, most_price);
    one.cached_input = in.number("cached_input", 0, most_price);
    one.output = in.number("output", 0, most_price);
    out[i] = std::move(one);
  }
  return out;
}

json::value cost_by_role_json(const spend_by_role& spend, const prices_by_role& prices) {
  json::object out;
  for (std::size_t i = 0; i < spend.size(); ++i) {
    if (spend[i].usage.total() == 0) continue;
    const auto cost = cost_of_role(spend[i], prices[i]);
    out[to_string(static_cast<agent_role>(i))] = cost ? json::value(*cost) : json::value(nullptr);
  }
  return out;
}

json::value lost_json(const lost_calls& lost) {
  return json::object{
      {"calls", lost.calls}, {"worst_tokens", lost.worst_tokens}, {"worst_cost", lost.worst_cost}};
}

lost_calls lost_from(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader in(value, std::move(pointer), problems);
  lost_calls out;
  out.calls = in.integer("calls", 0, most_count);
  out.worst_tokens = in.integer("worst_tokens", 0, most_count);
  out.worst_cost = in.number("worst_cost", 0, std::numeric_limits<double>::max());
  return out;
}

}  // namespace parley
