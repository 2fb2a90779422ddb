// Sees a provider slow down under our load: replies begin later, tokens come slower.
// Must not know: what is done about it. End-to-end latency is no sign: it follows a reply's length.
#pragma once

#include <vector>

#include "base/clock.hpp"

namespace parley::quota {

/// Windows of 32 replies; medians of the time to the first token and of the time per token are
/// compared with the best window so far (which drifts, so that it never binds for ever). Overload
/// is three windows in a row, each half as slow again as the best, with at least a quarter more
/// calls in flight than then: a provider that is slow at the same load is not slow because of us.
class overload_sensor {
 public:
  struct sample {
    double first_token_s = 0;
    double per_token_s = 0;  ///< 0: the reply was too short to tell
    int in_flight = 0;
  };
  /// True when this sample completes the proof of an overload.
  bool on_reply(const sample& reply);

  /// Of the last complete window; 0 before there was one.
  double first_token_s() const { return last_.first_token_s; }
  double per_token_s() const { return last_.per_token_s; }

 private:
  struct measure {
    double first_token_s = 0, per_token_s = 0, in_flight = 0;
  };
  measure measure_window();

  std::vector<sample> window_;
  measure best_, last_;
  bool has_best_ = false;
  int slow_windows_ = 0;
};

}  // namespace parley::quota
