// A distribution by its quantiles. Pure.
// Must not know: what is distributed.
#pragma once

#include <array>
#include <vector>

namespace parley::forecast {

/// Between the levels it is straight; the tail has levels of its own, since the slowest of many
/// calls decides when they are all done.
class spread {
 public:
  static constexpr std::array<double, 15> levels{0,   0.02, 0.05, 0.1,  0.2,   0.35,  0.5, 0.65,
                                                 0.8, 0.9,  0.95, 0.98, 0.995, 0.999, 1};

  spread() = default;  ///< always 0
  explicit spread(std::array<double, levels.size()> at) : at_(at) {}
  /// Precondition: not empty.
  static spread of(std::vector<double> values);
  static spread log_normal(double median, double sigma);

  double draw(double u) const;  ///< 0 <= u <= 1
  double mean() const;
  spread times(double factor) const;
  spread plus(double shift) const;

 private:
  std::array<double, levels.size()> at_{};
};

}  // namespace parley::forecast
