#include "output/run_money.hpp"

#include <limits>

#include "agents/record_json.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

constexpr double per_million = 1e-6;
constexpr double most_price = 1e6;          // as the settings allow
constexpr std::size_t longest_model = 200;  // characters
constexpr std::int64_t most_count = std::numeric_limits<std::int64_t>::max();

struct purpose_cost {
  std::int64_t calls = 0;
  double cost = 0;
  bool known = true;
};

purpose_cost cost_of_roles(const spend_by_role& spend, const prices_by_role& prices) {
  purpose_cost out;
  for (std::size_t i = 0; i < spend.size(); ++i) {
    out.calls += spend[i].calls + spend[i].failures;
    const auto cost = cost_of_role(spend[i], prices[i]);
    out.known = out.known && cost;
    out.cost += cost.value_or(0);
  }
  return out;
}

json::value purpose_json(const purpose_cost& all) {
  return json::object{{"calls", all.calls},
                      {"cost", all.known ? json::value(all.cost) : json::value(nullptr)}};
}

/// A spend within a run's evidence; nothing was spent where it has none.
spend_by_role spend_at(const json::value& truth, std::string_view pointer) {
  boost::system::error_code none;
  const json::value* found = truth.find_pointer(pointer, none);
  const auto read = found ? spend_from(*found, pointer) : result<spend_by_role>(spend_by_role{});
  return read ? *read : spend_by_role{};
}

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

json::value cost_by_purpose_json(const run_record& run) {
  const auto parsed = parse_exact(run.truth.empty() ? "null" : run.truth);
  const json::value truth = parsed ? *parsed : json::value(nullptr);
  spend_by_role again{};
  boost::system::error_code none;
  if (const json::value* checks = truth.find_pointer("/judge/checks", none);
      checks && checks->is_array())
    for (std::size_t i = 0; i < checks->as_array().size(); ++i)
      again += spend_at(truth, "/judge/checks/" + std::to_string(i) + "/spend");
  const purpose_cost all = cost_of_roles(run.spend, run.prices);
  const purpose_cost checked = cost_of_roles(again, run.prices);
  const purpose_cost last = cost_of_roles(spend_at(truth, "/measurement/spend"), run.prices);
  purpose_cost work = all;
  work.calls -= checked.calls + last.calls;
  work.cost -= checked.cost + last.cost;
  return json::object{{"iterations", purpose_json(work)},
                      {"judged_again", purpose_json(checked)},
                      {"last_measurement", purpose_json(last)}};
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
