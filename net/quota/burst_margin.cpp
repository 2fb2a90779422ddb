#include "net/quota/burst_margin.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double expected_s = 2.5;    // of refill
constexpr double calm_needed_s = 10;  // with headers
constexpr double longest_gap_s = 1;   // between headers that counts as calm
constexpr int enough_falls = 8;       // their deepest says more than any expectation
constexpr double one_burst_s = 0.6;   // falls this close are one
constexpr double matters_s = 0.25;    // of refill
constexpr double fades_s = 120;
constexpr double averaged_s = 60;
constexpr double least_averaged_s = 2;  // a first burst is no average
constexpr double most_s = 3;  // of refill: what is left at the end of a run was never used

double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

void burst_margin::follow_average(double taken, double passed) {
  const double kept = std::exp(-passed / averaged_s);
  taken_ = taken_ * kept + taken;
  over_s_ = over_s_ * kept + passed;
  average_ = over_s_ > least_averaged_s ? std::max(0.0, taken_ / over_s_) : 0;
  ahead_ = std::max(0.0, ahead_ + taken - average_ * passed);
  furthest_ahead_ = std::max(furthest_ahead_ * std::exp(-passed / fades_s), ahead_);
}

void burst_margin::on_header(double applied, double expected, double rate, time_point now) {
  const double passed = heard_ ? std::max(0.0, seconds(now - heard_at_)) : 0;
  heard_ = true;
  heard_at_ = now;
  follow_average(expected - applied, passed);
  fall_ = std::max(0.0, fall_ * std::exp(-passed / one_burst_s) - applied);
  deepest_ = std::max(deepest_ * std::exp(-passed / fades_s), fall_);
  if (fall_ > matters_s * rate) {
    if (calm_s_ > 0) ++falls_;
    calm_s_ = 0;
  } else {
    calm_s_ += std::min(passed, longest_gap_s);
  }
}

double burst_margin::deepest(time_point now) const {
  return heard_ ? deepest_ * std::exp(-seconds(now - heard_at_) / fades_s) : 0;
}

double burst_margin::ahead(time_point now) const {
  return heard_ ? std::max(0.0, ahead_ - average_ * seconds(now - heard_at_)) : 0;
}

double burst_margin::expected_share() const {
  const double unknown = std::max(0.0, 1 - static_cast<double>(falls_) / enough_falls);
  return unknown * std::clamp(1 - calm_s_ / calm_needed_s, 0.0, 1.0);
}

double burst_margin::units(double rate, time_point now) const {
  const double more = 1 + 1 / static_cast<double>(std::max(1, falls_));
  const double left_to_take = std::max(0.0, more * furthest_ahead_ - ahead(now));
  const double seen = std::min({most_s * rate, more * deepest(now), left_to_take});
  return std::max(expected_s * rate * expected_share(), seen);
}

}  // namespace parley::quota
