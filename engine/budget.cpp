#include "engine/budget.hpp"

#include <fmt/format.h>

namespace parley {
namespace {

// What providers put around a message and a request, in tokens; generous.
constexpr std::int64_t framing_of_message = 16;
constexpr std::int64_t framing_of_request = 64;
constexpr double per_million = 1e-6;
constexpr double rounding = 1e-12;  // sums of doubles

}  // namespace

expense& expense::operator+=(const expense& other) {
  requests += other.requests;
  tokens += other.tokens;
  cost += other.cost;
  return *this;
}

expense& expense::operator-=(const expense& other) {
  requests -= other.requests;
  tokens -= other.tokens;
  cost -= other.cost;
  return *this;
}

expense worst_case(const chat_request& request, const settings& config) {
  auto input = static_cast<std::int64_t>(request.instructions.size()) + framing_of_request;
  for (const chat_message& message : request.input)
    input += static_cast<std::int64_t>(message.content.size()) + framing_of_message;
  if (request.schema)
    input +=
        static_cast<std::int64_t>(request.schema->schema_json.size() + request.schema->name.size());
  expense out;
  out.requests = 1;
  out.tokens = input + request.max_output_tokens;
  if (const model_price* price = config.price_for(request.model)) {
    const double dearest = std::max(price->input, price->cached_input);
    out.cost = per_million * (static_cast<double>(input) * dearest +
                              static_cast<double>(request.max_output_tokens) * price->output);
  }
  return out;
}

void budget::settle(const expense& worst, const expense& used) {
  reserved_ -= worst;
  if (reserved_.requests == 0) reserved_ = {};  // no rounding is carried on
  spent_ += used;
}

std::optional<stop_reason> budget::over(const expense& worst) const {
  if (limits_.max_requests > 0 &&
      spent_.requests + reserved_.requests + worst.requests > limits_.max_requests)
    return stop_reason::request_budget;
  if (limits_.max_tokens > 0 &&
      spent_.tokens + reserved_.tokens + worst.tokens > limits_.max_tokens)
    return stop_reason::token_budget;
  if (limits_.max_cost > 0 &&
      spent_.cost + reserved_.cost + worst.cost > limits_.max_cost + rounding)
    return stop_reason::cost_budget;
  return std::nullopt;
}

budget::refusal budget::refuse(const expense& worst, const std::string& currency) const {
  const stop_reason why = over(worst).value_or(stop_reason::cost_budget);
  const auto text = [](std::string_view key, std::string_view spent, std::string_view limit,
                       std::string_view next) {
    return fmt::format("{}: {} of {} are spent, and the next call may need {}.", key, spent, limit,
                       next);
  };
  switch (why) {
    case stop_reason::request_budget:
      return {why, text("loop.max_requests", fmt::to_string(spent_.requests),
                        fmt::format("{} requests", limits_.max_requests), "1")};
    case stop_reason::token_budget:
      return {why,
              text("loop.max_tokens", fmt::to_string(spent_.tokens),
                   fmt::format("{} tokens", limits_.max_tokens), fmt::to_string(worst.tokens))};
    default:
      return {why, text("loop.max_cost", fmt::format("{:.4f}", spent_.cost),
                        fmt::format("{:g} {}", limits_.max_cost, currency),
                        fmt::format("{:.4f}", worst.cost))};
  }
}

}  // namespace parley
