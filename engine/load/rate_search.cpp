#include "engine/load/rate_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::load {

std::optional<double> rate_search::next() {
  if (!ended_.empty()) return std::nullopt;
  if (steps_ >= settings_.most_steps) {
    ended_ = fmt::format("after {} rates", steps_);
    return std::nullopt;
  }
  if (low_ == 0 && high_ == 0) {
    current_ = settings_.first_rate;
  } else if (high_ == 0) {
    if (low_ >= settings_.max_rate) {
      ended_ = fmt::format("at the highest rate allowed, {:.6g} requests/s", settings_.max_rate);
      return std::nullopt;
    }
    current_ = std::min(low_ * 2, settings_.max_rate);
  } else if (low_ == 0) {
    current_ = high_ / 2;
    if (current_ < 0.001) {
      ended_ = "no rate met the objective";
      return std::nullopt;
    }
  } else if (high_ / low_ <= 1 + settings_.precision) {
    ended_ = fmt::format("the bracket is narrower than {:.3g} %", 100 * settings_.precision);
    return std::nullopt;
  } else {
    current_ = std::sqrt(low_ * high_);
  }
  ++steps_;
  return current_;
}

void rate_search::tried(bool passed, bool client_limited) {
  if (client_limited) {
    ended_ = fmt::format("the client was the limit at {:.6g} requests/s: the server may do more",
                         current_);
    return;
  }
  if (passed)
    low_ = std::max(low_, current_);
  else
    high_ = current_;
}

std::optional<std::size_t> find_knee(const std::vector<curve_point>& points, double least) {
  if (points.size() < 3) return std::nullopt;
  const auto [x_low, x_high] = std::minmax_element(
      points.begin(), points.end(), [](auto& a, auto& b) { return a.rate < b.rate; });
  const auto [y_low, y_high] = std::minmax_element(
      points.begin(), points.end(), [](auto& a, auto& b) { return a.latency < b.latency; });
  const double width = x_high->rate - x_low->rate, height = y_high->latency - y_low->latency;
  if (width <= 0 || height <= 0) return std::nullopt;
  std::optional<std::size_t> best;
  double farthest = least;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = (points[i].rate - x_low->rate) / width;
    const double y = (points[i].latency - y_low->latency) / height;
    if (x - y > farthest) {
      farthest = x - y;
      best = i;
    }
  }
  return best;
}

}  // namespace parley::load
