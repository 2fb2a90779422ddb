#include "engine/truth/multiplicity.hpp"

#include <algorithm>
#include <cassert>
#include <numbers>
#include <numeric>

namespace parley::truth {

std::vector<double> holm(std::span<const double> p) {
  const std::vector<double> equal(p.size(), 1.0);
  return weighted_holm(p, equal);
}

std::vector<double> weighted_holm(std::span<const double> p, std::span<const double> weights) {
  assert(p.size() == weights.size());
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double left = p[a] / weights[a], right = p[b] / weights[b];
    return left != right ? left < right : a < b;
  });
  double open = std::accumulate(weights.begin(), weights.end(), 0.0);
  double largest = 0;
  std::vector<double> out(p.size());
  for (const std::size_t i : order) {
    largest = std::max(largest, std::min(1.0, p[i] / weights[i] * open));
    out[i] = largest;
    open -= weights[i];
  }
  return out;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return p[a] != p[b] ? p[a] > p[b] : a > b; });
  double smallest = 1;
  std::vector<double> out(p.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto rank = static_cast<double>(order.size() - k);
    smallest = std::min(smallest, p[order[k]] * static_cast<double>(p.size()) / rank);
    out[order[k]] = smallest;
  }
  return out;
}

double spent_alpha(double alpha, int k) {
  assert(k >= 1);
  return alpha * 6 / (std::numbers::pi * std::numbers::pi * k * k);
}

}  // namespace parley::truth
