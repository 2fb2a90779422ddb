#include "config/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/loader.hpp"

namespace parley {
namespace {

bool is_prefix_of_none(const settings& values, const std::string& model) {
  return std::none_of(values.prices.begin(), values.prices.end(), [&](const auto& entry) {
    return entry.first != model && model.starts_with(entry.first);
  });
}

}  // namespace

void settle_bounds(settings& values, const set_keys& assigned) {
  const auto strength = [&](const char* key) {
    const auto it = assigned.find(key);
    return it == assigned.end() ? 0 : it->second;
  };
  auto& loop = values.loop;
  if (strength("loop.min_iterations") < strength("loop.max_iterations"))
    loop.min_iterations = std::min(loop.min_iterations, loop.max_iterations);
  auto& retry = values.retry;
  const int base = strength("retry.base_delay"), most = strength("retry.max_delay");
  if (most < base) retry.max_delay = std::max(retry.max_delay, retry.base_delay);
  if (base < most) retry.base_delay = std::min(retry.max_delay, retry.base_delay);
  // Without a price of its own a cached token costs what any other does.
  for (auto& [model, price] : values.prices) {
    const std::string prefix = fmt::format("prices.{}.", model);
    if (assigned.contains(prefix + "input") && !assigned.contains(prefix + "cached_input") &&
        is_prefix_of_none(values, model) && price.cached_input == 0)
      price.cached_input = price.input;
  }
}

std::string followed_by(const std::string& key) {
  if (key == "loop.min_iterations") return "loop.max_iterations";
  if (key == "retry.base_delay") return "retry.max_delay";
  if (key == "retry.max_delay") return "retry.base_delay";
  return fmt::format("{}input", std::string_view(key).substr(
                                    0, key.rfind('.') + 1));  // prices.<model>.cached_input
}

std::vector<broken_rule> broken_rules(const settings& values, const set_keys& assigned) {
  std::vector<broken_rule> broken;
  if (values.loop.min_iterations > values.loop.max_iterations)
    broken.push_back({{"loop.min_iterations", "loop.max_iterations"},
                      fmt::format("loop.min_iterations: found {}, expected at most "
                                  "loop.max_iterations, which is {}",
                                  values.loop.min_iterations, values.loop.max_iterations)});
  if (values.retry.base_delay > values.retry.max_delay)
    broken.push_back(
        {{"retry.base_delay", "retry.max_delay"},
         fmt::format("retry.base_delay: found {}, expected at most retry.max_delay, which is {}",
                     duration_text(values.retry.base_delay),
                     duration_text(values.retry.max_delay))});
  if (values.transport.min_connections > values.transport.max_connections)
    broken.push_back(
        {{"transport.min_connections", "transport.max_connections"},
         fmt::format("transport.min_connections: found {}, expected at most "
                     "transport.max_connections, which is {}",
                     values.transport.min_connections, values.transport.max_connections)});
  const auto& openai = values.openai;
  if (openai.client_certificate_file.empty() != openai.client_key_file.empty())
    broken.push_back(
        {{"openai.client_certificate_file", "openai.client_key_file"},
         fmt::format(
             "openai.{}: found nothing, expected the file that belongs to "
             "openai.{}",
             openai.client_key_file.empty() ? "client_key_file" : "client_certificate_file",
             openai.client_key_file.empty() ? "client_certificate_file" : "client_key_file")});
  const auto& weights = values.scoring;
  if (weights.weight_nps + weights.weight_engagement + weights.weight_churn <= 0) {
    broken_rule rule;
    for (const char* part : {"nps", "engagement", "churn"})
      rule.keys.push_back(fmt::format("scoring.weight_{}", part));
    rule.text = "scoring: found three weights of 0, expected at least one above 0";
    broken.push_back(std::move(rule));
  }
  const settings known = settings::defaults();
  for (const auto& [model, price] : values.prices) {
    if (known.prices.contains(model) || !is_prefix_of_none(values, model)) continue;
    const std::string prefix = fmt::format("prices.{}.", model);
    for (const char* part : {"input", "output"})
      if (!assigned.contains(prefix + part))
        broken.push_back({{prefix + "input", prefix + "output", prefix + "cached_input"},
                          fmt::format("{}{}: found nothing, expected a price, or the cost of {} "
                                      "would be counted too low",
                                      prefix, part, model)});
  }
  return broken;
}

}  // namespace parley
