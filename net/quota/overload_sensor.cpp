#include "net/quota/overload_sensor.hpp"

#include <algorithm>

namespace parley::quota {
namespace {

constexpr std::size_t window_size = 32;
constexpr double slow = 1.5;
constexpr double more_load = 1.25;
constexpr int windows_to_believe = 3;
constexpr double drift = 0.02;  // a window, of the best towards the last

template <class Value>
double median_of(std::vector<overload_sensor::sample>& samples, Value value) {
  std::vector<double> all;
  for (const auto& each : samples)
    if (value(each) > 0) all.push_back(value(each));
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

void approach(double& best, double last) {
  if (best <= 0 || last < best)
    best = last > 0 ? last : best;
  else
    best += drift * (last - best);
}

}  // namespace

overload_sensor::measure overload_sensor::measure_window() {
  measure made;
  made.first_token_s = median_of(window_, [](const sample& s) { return s.first_token_s; });
  made.per_token_s = median_of(window_, [](const sample& s) { return s.per_token_s; });
  for (const auto& each : window_)
    made.in_flight += static_cast<double>(each.in_flight) / static_cast<double>(window_.size());
  window_.clear();
  return made;
}

bool overload_sensor::on_reply(const sample& reply) {
  window_.push_back(reply);
  if (window_.size() < window_size) return false;
  last_ = measure_window();
  if (!has_best_) {
    best_ = last_;
    has_best_ = true;
    return false;
  }
  const bool slower = last_.first_token_s > slow * best_.first_token_s ||
                      (best_.per_token_s > 0 && last_.per_token_s > slow * best_.per_token_s);
  const bool busier = last_.in_flight >= more_load * best_.in_flight;
  slow_windows_ = slower && busier ? slow_windows_ + 1 : 0;
  // The load that goes with the best: that of the window that set it.
  if (last_.first_token_s < best_.first_token_s) best_.in_flight = last_.in_flight;
  approach(best_.first_token_s, last_.first_token_s);
  approach(best_.per_token_s, last_.per_token_s);
  approach(best_.in_flight, std::max(best_.in_flight, last_.in_flight));
  if (slow_windows_ < windows_to_believe) return false;
  slow_windows_ = 0;
  return true;
}

}  // namespace parley::quota
