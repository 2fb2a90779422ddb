#include "engine/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace parley::load {
namespace {

constexpr int half_bits = 10;  // 1,024 cells a doubling: three digits
constexpr std::uint64_t half = 1u << half_bits;
constexpr std::uint64_t mask = 2 * half - 1;

int bucket_of(std::uint64_t value) {
  return static_cast<int>(std::bit_width(value | mask)) - (half_bits + 1);
}

}  // namespace

std::uint32_t histogram::index_of(std::int64_t value) {
  const auto v = static_cast<std::uint64_t>(std::clamp<std::int64_t>(value, 0, most));
  const int bucket = bucket_of(v);
  const std::uint64_t sub = v >> bucket;
  return static_cast<std::uint32_t>(((static_cast<std::uint64_t>(bucket) + 1) << half_bits) + sub -
                                    half);
}

std::int64_t histogram::lowest_in(std::uint32_t index) {
  const auto row = index >> half_bits;
  const std::uint64_t sub = index & (half - 1);
  if (row == 0) return static_cast<std::int64_t>(sub);
  return static_cast<std::int64_t>((sub + half) << (row - 1));
}

std::int64_t histogram::highest_in(std::uint32_t index) {
  const auto row = index >> half_bits;
  const std::int64_t width = row == 0 ? 1 : std::int64_t{1} << (row - 1);
  return lowest_in(index) + width - 1;
}

void histogram::record(std::int64_t value, std::uint64_t times) {
  if (times == 0) return;
  value = std::clamp<std::int64_t>(value, 0, most);
  const std::uint32_t index = index_of(value);
  if (index >= counts_.size()) counts_.resize((index / half + 1) * half);
  counts_[index] += times;
  count_ += times;
  const auto v = static_cast<double>(value), n = static_cast<double>(times);
  sum_ += v * n;
  squares_ += v * v * n;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void histogram::merge(const histogram& other) {
  if (counts_.size() < other.counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  squares_ += other.squares_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

void histogram::clear() {
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  sum_ = squares_ = 0;
  min_ = most;
  max_ = 0;
}

double histogram::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

double histogram::deviation() const {
  if (count_ < 2) return 0;
  const auto n = static_cast<double>(count_);
  return std::sqrt(std::max(0.0, (squares_ - sum_ * sum_ / n) / (n - 1)));
}

std::int64_t histogram::at_rank(std::uint64_t rank) const {
  if (count_ == 0) return 0;
  rank = std::clamp<std::uint64_t>(rank, 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::min(highest_in(static_cast<std::uint32_t>(i)), max_);
  }
  return max_;
}

std::int64_t histogram::quantile(double p) const {
  const double wanted = std::clamp(p, 0.0, 1.0) * static_cast<double>(count_);
  // A hair below, so that 0.999 * 1000 is rank 999 whatever its last bit says.
  return at_rank(static_cast<std::uint64_t>(std::ceil(wanted * (1 - 1e-12))));
}

std::uint64_t histogram::count_up_to(std::int64_t limit) const {
  if (limit < 0) return 0;
  const auto end = std::min<std::size_t>(counts_.size(), std::size_t{index_of(limit)} + 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < end; ++i) seen += counts_[i];
  return seen;
}

std::vector<histogram::cell> histogram::cells() const {
  std::vector<cell> out;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i] > 0) out.emplace_back(static_cast<std::uint32_t>(i), counts_[i]);
  return out;
}

histogram histogram::from_cells(const std::vector<cell>& cells, double sum, double squares,
                                std::int64_t min, std::int64_t max) {
  histogram made;
  const std::uint32_t end = index_of(most);
  for (const auto& [index, times] : cells)
    if (index <= end) made.record(highest_in(index), times);
  if (made.count_ == 0) return made;
  made.sum_ = sum;
  made.squares_ = squares;
  made.min_ = std::clamp<std::int64_t>(min, 0, most);
  made.max_ = std::clamp<std::int64_t>(max, made.min_, most);
  return made;
}

}  // namespace parley::load
