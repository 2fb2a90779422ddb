#include "net/quota/estimators.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double gain = 0.1;       // of the moving averages; the first observations weigh more
constexpr double least_ratio = 1;  // bytes per token: nothing real is outside 1..16
constexpr double most_ratio = 16;
constexpr std::uint32_t few = 60, many = 400;
constexpr int least_room = 32;

}  // namespace

double role_estimator::input_tokens(std::size_t bytes) const {
  return std::max(1.0, std::ceil(static_cast<double>(bytes) / bytes_per_token_));
}

double role_estimator::output_tokens(int max_output) const {
  const double most = std::max(1, max_output);
  constexpr int enough = 3;
  if (seen_ < enough) return most;
  return std::clamp(output_mean_ + 2 * std::sqrt(output_variance_), 1.0, most);
}

int role_estimator::room(int configured) const {
  if (lengths_.count() < few) return configured;
  const double margin = lengths_.count() < many ? 1.4 : 1.15;
  const double room = lengths_.quantile(0.995) * margin;
  return std::min(configured, std::max(least_room, static_cast<int>(std::ceil(room))));
}

std::optional<duration> role_estimator::slow_after() const {
  if (took_ms_.count() < few) return std::nullopt;
  return std::chrono::duration_cast<duration>(
      std::chrono::duration<double, std::milli>(took_ms_.quantile(0.95)));
}

token_usage role_estimator::guess_usage(std::size_t in, std::size_t out) const {
  token_usage guess;
  guess.input = static_cast<std::int64_t>(input_tokens(in));
  guess.output = static_cast<std::int64_t>(input_tokens(out));
  return guess;
}

void role_estimator::observe(std::size_t bytes, const token_usage& usage) {
  if (usage.input <= 0) return;
  ++seen_;
  lengths_.add(static_cast<double>(usage.output));
  const double weight = std::max(gain, 1.0 / seen_);
  const double ratio = static_cast<double>(bytes) / static_cast<double>(usage.input);
  bytes_per_token_ += weight * (std::clamp(ratio, least_ratio, most_ratio) - bytes_per_token_);
  const double difference = static_cast<double>(usage.output) - output_mean_;
  output_mean_ += weight * difference;
  output_variance_ = (1 - weight) * (output_variance_ + weight * difference * difference);
}

std::size_t input_bytes(const chat_request& request) {
  constexpr std::size_t per_message = 12;  // role and separators, some 3 tokens
  std::size_t bytes = request.instructions.size() + per_message;
  for (const auto& message : request.input) bytes += message.content.size() + per_message;
  if (request.schema) bytes += request.schema->schema_json.size();
  return bytes;
}

}  // namespace parley::quota
