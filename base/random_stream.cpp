#include "base/random_stream.hpp"

#include <cmath>
#include <numbers>

namespace parley {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ull;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t h = 0xcbf29ce484222325ull ^ mix(seed + golden);
  for (char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return mix(h + bytes.size());
}

random_stream::random_stream(std::uint64_t seed, std::string_view id, std::string_view purpose,
                             std::uint64_t index)
    : state_(stable_hash(purpose, stable_hash(id, seed)) ^ mix(index + golden)) {}

std::uint64_t random_stream::next() {
  state_ += golden;
  return mix(state_);
}

double random_stream::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double random_stream::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

std::uint64_t random_stream::below(std::uint64_t n) {
  // Rejection keeps it unbiased: values past the last full multiple of n are drawn again.
  const std::uint64_t limit = -n % n;
  for (;;) {
    const std::uint64_t value = next();
    if (value >= limit) return value % n;
  }
}

bool random_stream::chance(double p) {
  return uniform() < p;
}

double random_stream::normal() {
  const double u = 1.0 - uniform();  // (0, 1]: the logarithm stays finite
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

double random_stream::normal(double mean, double sd) {
  return mean + sd * normal();
}

double random_stream::log_normal(double median, double sigma) {
  return median * std::exp(sigma * normal());
}

double random_stream::exponential(double mean) {
  return -mean * std::log(1.0 - uniform());
}

int random_stream::poisson(double mean) {
  const double stop = std::exp(-mean);
  int count = 0;
  for (double product = uniform(); product > stop; product *= uniform()) ++count;
  return count;
}

double random_stream::student_t(int degrees) {
  const double z = normal();
  double chi2 = 0;
  for (int i = 0; i < degrees; ++i) {
    const double n = normal();
    chi2 += n * n;
  }
  return z / std::sqrt(chi2 / degrees);
}

}  // namespace parley
