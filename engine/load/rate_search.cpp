#include "engine/load/rate_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::load {
namespace {

constexpr double least_rise = 1.5;  // a server that refuses rather than queues has no knee

/// To four digits: people type it again, and nothing is known more exactly.
double readable(double rate) {
  const double unit = std::pow(10.0, std::floor(std::log10(rate)) - 3);
  return std::round(rate / unit) * unit;
}

/// The rising curve nearest to the points, which are sorted by rate: neighbours that fall are
/// replaced by their mean (isotonic regression, pool adjacent violators; Barlow and others, 1972).
std::vector<double> rising(const std::vector<curve_point>& points) {
  struct pool {
    double mean;
    std::size_t size;
  };
  std::vector<pool> pools;
  for (const curve_point& p : points) {
    pools.push_back({p.latency, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean >= pools.back().mean) {
      const pool last = pools.back();
      pools.pop_back();
      pool& into = pools.back();
      const auto all = static_cast<double>(into.size + last.size);
      into.mean = (into.mean * static_cast<double>(into.size) +
                   last.mean * static_cast<double>(last.size)) /
                  all;
      into.size += last.size;
    }
  }
  std::vector<double> out;
  for (const pool& p : pools) out.insert(out.end(), p.size, p.mean);
  return out;
}

}  // namespace

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
  current_ = readable(current_);
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

std::optional<double> find_knee(std::vector<curve_point> points, double least) {
  if (points.size() < 3) return std::nullopt;
  std::sort(points.begin(), points.end(), [](auto& a, auto& b) { return a.rate < b.rate; });
  const std::vector<double> latency = rising(points);
  const double width = points.back().rate - points.front().rate;
  const double height = latency.back() - latency.front();
  if (width <= 0 || latency.back() < least_rise * latency.front()) return std::nullopt;
  std::optional<double> best;
  double farthest = least;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = (points[i].rate - points.front().rate) / width;
    const double y = (latency[i] - latency.front()) / height;
    if (x - y > farthest) {
      farthest = x - y;
      best = points[i].rate;
    }
  }
  return best;
}

}  // namespace parley::load
