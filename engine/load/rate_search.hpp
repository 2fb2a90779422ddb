// Finds the highest rate that a server serves well, step by step.
// Must not know: how a rate is tried, what serving well means.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace parley::load {

struct search_settings {
  double first_rate = 1;  ///< requests a second
  double max_rate = 100'000;
  double precision = 0.05;  ///< stop when the bracket is this narrow, relative
  int most_steps = 16;
};

/// Doubles the rate until a step fails, then halves the bracket on a logarithmic scale. Halves
/// downwards first when even the first rate fails.
class rate_search {
 public:
  explicit rate_search(search_settings settings) : settings_(settings) {}

  /// The rate to try next; nothing: the search is over, ended() says why.
  std::optional<double> next();
  /// What came of the last one. `client_limited`: the client, not the server, was the limit.
  void tried(bool passed, bool client_limited);

  double highest_passed() const { return low_; }
  double lowest_failed() const { return high_; }  ///< 0: none failed
  const std::string& ended() const { return ended_; }

 private:
  search_settings settings_;
  double low_ = 0, high_ = 0, current_ = 0;
  int steps_ = 0;
  std::string ended_;
};

/// A point of a throughput-latency curve.
struct curve_point {
  double rate = 0;
  double latency = 0;
};

/// The rate where latency starts to rise faster than the rate: the point farthest below the chord
/// of the curve, both axes scaled to 0..1 (Satopaa et al., "Finding a Kneedle in a Haystack", 2011,
/// for a convex rising curve), after isotonic regression. Points in any order. Nothing for fewer
/// than three points, for a latency that rises by less than half, and for a curve that does not
/// bend by at least `least` of the height.
std::optional<double> find_knee(std::vector<curve_point> points, double least = 0.1);

}  // namespace parley::load
