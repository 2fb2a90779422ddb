#include "engine/truth/halving.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace parley::truth {

halving::halving(std::size_t arms, std::size_t budget, std::size_t companions)
    : companions_(companions), rounds_(0), budget_(budget) {
  assert(arms >= 1);
  active_.resize(arms);
  std::iota(active_.begin(), active_.end(), std::size_t{0});
  for (std::size_t left = arms; left > 1; left = (left + 1) / 2) ++rounds_;
}

std::size_t halving::pulls() const {
  if (done()) return 0;
  return std::max<std::size_t>(1, budget_ / ((active_.size() + companions_) * rounds_));
}

void halving::close_round(std::span<const double> means) {
  if (done()) return;
  std::sort(active_.begin(), active_.end(), [&](std::size_t a, std::size_t b) {
    return means[a] != means[b] ? means[a] > means[b] : a < b;
  });
  active_.resize((active_.size() + 1) / 2);
}

}  // namespace parley::truth
