#include "net/quota/log_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double step = 1.1;
constexpr std::uint32_t remembered = 4096;  // then all counts are halved

}  // namespace

void log_histogram::add(double value) {
  const double position = std::log(std::max(1.0, value)) / std::log(step);
  ++counts_[std::min(static_cast<std::size_t>(position), classes - 1)];
  if (++count_ < remembered) return;
  count_ = 0;
  for (auto& each : counts_) count_ += each /= 2;
}

double log_histogram::quantile(double q) const {
  if (count_ == 0) return 0;
  const auto beyond = static_cast<std::uint32_t>(count_ * (1 - q));  // numbers that may be larger
  std::uint32_t larger = 0;
  std::size_t top = classes - 1;
  for (; top > 0; --top) {
    larger += counts_[top];
    if (larger > beyond) break;
  }
  return std::pow(step, static_cast<double>(top + 1));
}

}  // namespace parley::quota
