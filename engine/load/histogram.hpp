// Counts of values in cells of at most 0.1 % width, so that quantiles of millions of values cost
// kilobytes and the counts of two runs can be added up.
// Must not know: what a value means, files.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace parley::load {

/// Laid out as HdrHistogram with 3 significant digits and lowest value 1 lays its counts out
/// (hdrhistogram.org, G. Tene): exact below 2,048, then 1,024 cells for each doubling. Grows as
/// larger values come. Values below 0 count as 0, above `most` as `most`.
class histogram {
 public:
  static constexpr std::int64_t most = (std::int64_t{1} << 41) - 1;  ///< 25 days in microseconds

  void record(std::int64_t value, std::uint64_t times = 1);
  void merge(const histogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  double mean() const;       ///< of the values as recorded, not of their cells; 0 without values
  double deviation() const;  ///< sample standard deviation; 0 below two values
  std::int64_t min() const { return count_ == 0 ? 0 : min_; }
  std::int64_t max() const { return max_; }
  double sum() const { return sum_; }
  double sum_of_squares() const { return squares_; }

  /// The value that the share `p` (0..1) of all values does not exceed: the upper end of its cell,
  /// never above max(). 0 without values.
  std::int64_t quantile(double p) const;
  /// The value of rank `rank` (from 1) in ascending order.
  std::int64_t at_rank(std::uint64_t rank) const;
  /// Values that are at most `limit` (of the cell that limit falls into: all).
  std::uint64_t count_up_to(std::int64_t limit) const;

  using cell = std::pair<std::uint32_t, std::uint64_t>;
  /// The cells that hold something, in ascending order.
  std::vector<cell> cells() const;
  /// A histogram with these cells; moments and ends that cells do not carry are given too.
  /// Cells beyond `most` are ignored.
  static histogram from_cells(const std::vector<cell>& cells, double sum, double squares,
                              std::int64_t min, std::int64_t max);

  static std::uint32_t index_of(std::int64_t value);
  static std::int64_t lowest_in(std::uint32_t index);
  static std::int64_t highest_in(std::uint32_t index);

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  double sum_ = 0, squares_ = 0;
  std::int64_t min_ = most, max_ = 0;
};

}  // namespace parley::load
