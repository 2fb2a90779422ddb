#include "engine/forecast/prior.hpp"

#include <algorithm>
#include <cmath>

#include "base/random_stream.hpp"

namespace parley::forecast {
namespace {

constexpr int draws = 20'000;

std::size_t index(agent_role role) {
  return static_cast<std::size_t>(role);
}

}  // namespace

prior prior::leaning(double way) const {
  prior out = *this;
  const double latency = std::exp(way * latency_doubt), length = std::exp(way * length_doubt);
  for (role_prior& role : out.roles) {
    role.first_token = role.first_token.times(latency);
    role.token_seconds = role.token_seconds.times(latency);
    role.output_tokens = role.output_tokens.times(length);
  }
  for (std::size_t turn = 0; turn < out.talk.leaves.size(); ++turn) {
    out.talk.leaves[turn] = std::clamp(out.talk.leaves[turn] / length, 0.0, 1.0);
    out.talk.silent[turn] = std::clamp(out.talk.silent[turn] / length, 0.0, 1.0);
  }
  return out;
}

void set_speed(role_prior& role, const model_speed& speed, double scale, double overhead) {
  random_stream random(1, "forecast", "speed");
  std::vector<double> first(draws);
  for (double& value : first) {
    value = random.log_normal(speed.first_token, speed.first_spread);
    const bool straggles = random.chance(speed.stragglers);
    const double late = random.uniform();
    if (straggles) value *= 4 * std::pow(std::max(speed.straggler_factor, 4.0) / 4, late);
  }
  role.first_token = spread::of(std::move(first)).times(scale).plus(overhead);
  if (speed.tokens_per_second > 0)
    role.token_seconds = spread::log_normal(scale / speed.tokens_per_second, speed.speed_spread);
}

prior generic_prior(const std::string& language) {
  prior out;
  out.source = "built-in guesses: no earlier run tells";
  const bool spanish = language != "en";
  constexpr double tokens[] = {350, 60, 100, 220, 500};
  for (std::size_t i = 0; i < out.roles.size(); ++i) {
    role_prior& role = out.roles[i];
    role.output_tokens = spread::log_normal(tokens[i], 0.4);
    role.tokens_per_input_byte = spanish ? 0.28 : 0.24;
    role.bytes_per_output_token = spanish ? 3.4 : 4.0;
    role.unusable = 0.005;
    set_speed(role, {}, 1, 0.05);
  }
  // Prefixes of 1,024 tokens and more are cached while they are asked for again and again.
  out.roles[index(agent_role::proactive)].cached_share = 0.3;
  out.roles[index(agent_role::judge)].cached_share = 0.3;
  out.talk.silent = {0.15, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
  out.talk.leaves = {0.1, 0.15, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2};
  return out;
}

// Measured on a demo of three iterations (52 customers, world W1); see script/bench forecast.
prior simulated_prior() {
  prior out = generic_prior("es");
  out.source = "built in for the simulated provider";
  out.latency_doubt = 0.08;
  out.length_doubt = 0.08;
  const auto set = [&](agent_role which, spread tokens, double in, double text, double cached,
                       double unusable) {
    role_prior& role = out.roles[index(which)];
    role.output_tokens = tokens;
    role.tokens_per_input_byte = in;
    role.bytes_per_output_token = text;
    role.cached_share = cached;
    role.unusable = unusable;
  };
  set(agent_role::planner, spread::log_normal(258, 0.15), 0.3085, 4.11, 0, 0);
  set(agent_role::customer, spread({21, 21, 21, 21, 21, 21, 38, 62, 67, 72, 78, 86, 91, 91, 91}),
      0.2583, 3.6, 0.41, 0.01);
  set(agent_role::proactive,
      spread({23, 36, 43, 50, 59, 70, 95, 110, 116, 117, 120, 123, 124, 126, 127}), 0.2596, 4.38, 0,
      0);
  set(agent_role::judge,
      spread({56, 61, 95, 97, 100, 102, 105, 106, 109, 111, 112, 113, 114, 114, 114}), 0.2642, 3.2,
      0.71, 0.077);
  set(agent_role::tuner, spread::log_normal(469, 0.05), 0.3161, 4, 0, 0);
  out.talk.silent_share = 0.38;
  out.talk.silent = {0.455, 0.33, 0.27, 0.27, 0.27, 0.27, 0.27, 0.27, 0.27, 0.27};
  out.talk.leaves = {0, 0.06, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04};
  return out;
}

}  // namespace parley::forecast
