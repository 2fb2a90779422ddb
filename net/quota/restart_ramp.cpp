#include "net/quota/restart_ramp.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double averaged_s = 5;
constexpr double lasts_s = 6;
constexpr double growth = 1.5;      // a second, after the first
constexpr double at_once_s = 0.05;  // of the rate, that may start together
constexpr double least_rate = 2;    // calls a second: a trickle has nothing to ramp

double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

void restart_ramp::on_good(time_point now) {
  const double passed = std::max(0.0, seconds(now - averaged_at_));
  average_ = average_ * std::exp(-passed / averaged_s) + 1 / averaged_s;
  averaged_at_ = now;
}

void restart_ramp::on_storm(time_point now) {
  // A storm within a ramp or within a storm: what was normal before the first one stays.
  const bool still_ramping = began_ && now < *began_ + std::chrono::seconds(6);
  if (!stormy_ && !still_ramping) {
    const double passed = std::max(0.0, seconds(now - averaged_at_));
    normal_ = std::max(least_rate, average_ * std::exp(-passed / averaged_s));
  }
  stormy_ = true;
  began_.reset();
}

void restart_ramp::on_calm(time_point now) {
  if (!stormy_) return;
  stormy_ = false;
  began_ = now;
  level_ = 1;
  level_at_ = now;
}

double restart_ramp::rate_at(time_point now) const {
  const double passed = seconds(now - *began_);
  return normal_ * std::pow(growth, std::clamp(passed - 1, 0.0, lasts_s));
}

double restart_ramp::level_at(time_point now) const {
  const double rate = rate_at(now);
  const double refilled = level_ + std::max(0.0, seconds(now - level_at_)) * rate;
  return std::min(refilled, std::max(1.0, at_once_s * rate));
}

void restart_ramp::on_admit(time_point now) {
  if (!began_) return;
  if (seconds(now - *began_) >= lasts_s) return began_.reset();
  level_ = level_at(now) - 1;
  level_at_ = now;
}

time_point restart_ramp::when(time_point now) const {
  constexpr double nearly = 1e-6;
  if (!began_ || seconds(now - *began_) >= lasts_s) return now;
  const double level = level_at(now);
  if (level + nearly >= 1) return now;
  const double wait = (1 - level) / rate_at(now);
  return now + std::chrono::nanoseconds(static_cast<std::int64_t>(std::ceil(wait * 1e9)));
}

}  // namespace parley::quota
