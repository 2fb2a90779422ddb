// How much of a bucket to leave for somebody else's next burst, from the falls that were seen.
// Must not know: which limit it is, headers, why a prediction was wrong.
#pragma once

#include "base/clock.hpp"

namespace parley::quota {

/// Another client of the same key takes a handful of calls' worth at once. Between that moment and
/// the next header nobody can know it: only what is in the bucket then saves our calls from a 429.
///
/// Two parts, the larger counts. *Seen*: the deepest recent fall of the prediction, fading with a
/// time constant of two minutes, and one n-th more after n falls: the usual estimate of a maximum
/// from a sample's; at most three seconds of refill, since whatever is left when a run ends was
/// never used, and a refusal costs one request. *Expected*: two and a half seconds of refill, less
/// with every fall that was seen, and less while headers come without one: after 10 s of those
/// nothing.
class burst_margin {
 public:
  /// A header came and the prediction was corrected by `applied` units, below 0: others took them.
  /// `rate`: refill, units a second.
  void on_header(double applied, double rate, time_point now);

  /// Units to keep in the bucket.
  double units(double rate, time_point now) const;
  /// The deepest recent fall, in units, as it has faded by `now`.
  double deepest(time_point now) const;

 private:
  double expected_share() const;

  double fall_ = 0;     ///< of the last moments: a burst shows in several headers
  double deepest_ = 0;  ///< as of `heard_at_`
  double calm_s_ = 0;   ///< with headers, since the last fall that matters
  int falls_ = 0;       ///< apart from one another
  bool heard_ = false;
  time_point heard_at_{};
};

}  // namespace parley::quota
