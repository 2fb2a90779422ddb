#include "sim/service/latency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random_stream.hpp"

namespace parley::sim::service {
namespace {

constexpr double least_straggler_factor = 4;
constexpr double prompt_tokens_per_second = 20'000;  // reading the prompt delays the first token
constexpr std::size_t most_deltas = 20;
constexpr auto delta_spacing = std::chrono::milliseconds(5);

duration scaled(double seconds, double scale) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds * scale));
}

}  // namespace

model_speeds::model_speeds(const std::map<std::string, sim_latency>& configured) {
  for (const auto& [name, speed] : configured) {
    const model_entry* model = find_model(name);
    set(model ? std::string(model->name) : name, speed);
  }
}

std::optional<std::string> unmatched_speed(const std::map<std::string, sim_latency>& configured) {
  for (const auto& [name, speed] : configured) {
    const auto begins = [&](const model_entry& model) {
      return model.name.starts_with(name) || model.snapshot == name;
    };
    const auto models = known_models();
    if (std::any_of(models.begin(), models.end(), begins)) continue;
    std::string known;
    for (const model_entry& model : models)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", model.name);
    return fmt::format(
        "sim.latency.\"{}\": the simulated provider has no model of that name; expected one of: {}",
        name, known);
  }
  return std::nullopt;
}

sim_latency model_speeds::of(const model_entry& model) const {
  sim_latency speed;
  std::size_t longest = 0;
  for (const auto& [name, found] : configured_)
    if (model.name.starts_with(name) && name.size() > longest) {
      speed = found;
      longest = name.size();
    }
  if (speed.first_token.count() == 0)
    speed.first_token = std::chrono::milliseconds(std::llround(model.first_token_seconds * 1'000));
  if (speed.tokens_per_second <= 0) speed.tokens_per_second = model.tokens_per_second;
  return speed;
}

reply_timing draw_timing(const sim_latency& speed, std::uint64_t request_hash,
                         std::uint64_t occurrence, std::int64_t input_tokens,
                         std::int64_t output_tokens, double scale) {
  if (scale <= 0) return {};
  random_stream random(request_hash, "model", "latency", occurrence);
  const double median = std::chrono::duration<double>(speed.first_token).count();
  double first = random.log_normal(median, speed.first_token_spread);
  const bool straggles = random.chance(speed.stragglers);
  const double late = random.uniform();
  if (straggles)
    first *=
        least_straggler_factor * std::pow(speed.straggler_factor / least_straggler_factor, late);
  first += static_cast<double>(input_tokens) / prompt_tokens_per_second;
  double generation = 0;
  if (speed.tokens_per_second > 0)
    generation = static_cast<double>(output_tokens) /
                 random.log_normal(speed.tokens_per_second, speed.speed_spread);
  return {scaled(first, scale), scaled(generation, scale)};
}

std::size_t deltas_for(const reply_timing& timing, std::int64_t output_tokens) {
  const auto worth = static_cast<std::size_t>(timing.generation / delta_spacing) + 2;
  return std::clamp<std::size_t>(static_cast<std::size_t>(output_tokens), 1,
                                 std::min(worth, most_deltas));
}

}  // namespace parley::sim::service
