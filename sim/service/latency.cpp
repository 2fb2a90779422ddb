#include "sim/service/latency.hpp"

#include <algorithm>
#include <cmath>

#include "base/random_stream.hpp"

namespace parley::sim::service {
namespace {

constexpr double first_token_sigma = 0.35;
constexpr double speed_sigma = 0.25;
constexpr double straggler_chance = 0.01;
constexpr double prompt_tokens_per_second = 20'000;  // reading the prompt delays the first token
constexpr std::size_t most_deltas = 20;
constexpr auto delta_spacing = std::chrono::milliseconds(5);

duration scaled(double seconds, double scale) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds * scale));
}

}  // namespace

reply_timing draw_timing(const model_entry& model, std::uint64_t request_hash,
                         std::uint64_t occurrence, std::int64_t input_tokens,
                         std::int64_t output_tokens, double scale) {
  if (scale <= 0) return {};
  random_stream random(request_hash, model.name, "latency", occurrence);
  double first = random.log_normal(model.first_token_seconds, first_token_sigma);
  if (random.chance(straggler_chance)) first *= 4 * std::pow(5.0, random.uniform());
  first += static_cast<double>(input_tokens) / prompt_tokens_per_second;
  double generation = 0;
  if (model.tokens_per_second > 0)
    generation = static_cast<double>(output_tokens) /
                 random.log_normal(model.tokens_per_second, speed_sigma);
  return {scaled(first, scale), scaled(generation, scale)};
}

std::size_t deltas_for(const reply_timing& timing, std::int64_t output_tokens) {
  const auto worth = static_cast<std::size_t>(timing.generation / delta_spacing) + 2;
  return std::clamp<std::size_t>(static_cast<std::size_t>(output_tokens), 1,
                                 std::min(worth, most_deltas));
}

}  // namespace parley::sim::service
