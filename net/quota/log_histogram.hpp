// Quantiles of positive numbers within 5 %, in constant memory; older numbers fade.
// Must not know: what is counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parley::quota {

/// Classes of 10 % from 1 upwards, to more than 190,000; what is smaller or larger counts as that.
class log_histogram {
 public:
  void add(double value);
  /// The upper end of the class that holds the quantile, 0 < q < 1. 0 before anything was added.
  double quantile(double q) const;
  std::uint32_t count() const { return count_; }  ///< those remembered, at most 4096

 private:
  static constexpr std::size_t classes = 128;
  std::array<std::uint32_t, classes> counts_{};
  std::uint32_t count_ = 0;
};

}  // namespace parley::quota
