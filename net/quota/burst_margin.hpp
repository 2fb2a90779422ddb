// How much of a bucket to leave for somebody else's next burst, from the falls that were seen.
// Must not know: which limit it is, headers, why a prediction was wrong.
#pragma once

#include "base/clock.hpp"

namespace parley::quota {

/// Another client of the same key takes a handful of calls' worth at once. Between that moment and
/// the next header nobody can know it: only what is in the bucket then saves our calls from a 429.
///
/// Two parts, the larger counts. *Expected*: two and a half seconds of refill, less with every fall
/// that was seen, and less while headers come without one: after 10 s of those nothing. *Seen*: the
/// smaller of two bounds on what they can take next, both from the largest that was seen, fading
/// with a time constant of two minutes, and one n-th more after n falls (the usual estimate of a
/// maximum from a sample's); at most three seconds of refill, since whatever is left when a run
/// ends was never used, and a refusal costs one request.
/// - The deepest fall of the prediction at once.
/// - How far they were ever ahead of their own average, less how far ahead they are: who takes
///   r a second in the long run and never more than b at once beyond that (the arrival curve of
///   network calculus, Cruz 1991) has little left to take when a burst has just been.
class burst_margin {
 public:
  /// A header came and the prediction was corrected by `applied` units, below 0: others took them,
  /// besides the `expected` units that the prediction had taken off for them since the last header.
  /// `rate`: refill, units a second.
  void on_header(double applied, double expected, double rate, time_point now);

  /// Units to keep in the bucket.
  double units(double rate, time_point now) const;
  /// The deepest recent fall, in units, as it has faded by `now`.
  double deepest(time_point now) const;
  /// How far others are ahead of their average, in units.
  double ahead(time_point now) const;

 private:
  double expected_share() const;
  void follow_average(double taken, double passed);

  double fall_ = 0;                ///< of the last moments: a burst shows in several headers
  double deepest_ = 0;             ///< as of `heard_at_`
  double taken_ = 0, over_s_ = 0;  ///< by others, and in what time; older counts less
  double average_ = 0;             ///< their quotient
  double ahead_ = 0, furthest_ahead_ = 0;  ///< as of `heard_at_`
  double calm_s_ = 0;                      ///< with headers, since the last fall that matters
  int falls_ = 0;                          ///< apart from one another
  bool heard_ = false;
  time_point heard_at_{};
};

}  // namespace parley::quota
