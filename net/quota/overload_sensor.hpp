// Sees a provider slow down under our load: replies begin later, tokens come slower.
// Must not know: what is done about it. End-to-end latency is no sign: it follows a reply's length.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/clock.hpp"

namespace parley::quota {

/// Calls are taken in groups of 32 that were sent one after the other, and a group is measured
/// once seven in eight of it have ended: whoever takes what comes back first measures the quick
/// ones, and while load grows that looks like a provider that slows down. Medians of the time to
/// the first token and of the time per token are compared with the best group so far (which drifts,
/// so that it never binds for ever). Overload is three groups in a row, each half as slow again as
/// the best, with at least a quarter more calls in flight than then: a provider that is slow at the
/// same load is not slow because of us.
class overload_sensor {
 public:
  using group = std::uint64_t;
  struct sample {
    double first_token_s = 0;
    double per_token_s = 0;  ///< 0: the reply was too short to tell
    int in_flight = 0;
  };
  /// A call was sent; what it belongs to is told when it ends, in one of two ways.
  group on_sent() { return sent_++ / group_size; }
  /// True when this sample completes the proof of an overload.
  bool on_reply(group sent_with, const sample& reply);
  /// Failed or given up: it says nothing, and is not waited for. True as above.
  bool on_gone(group sent_with);

  /// Of the last group that was measured; 0 before there was one.
  double first_token_s() const { return last_.first_token_s; }
  double per_token_s() const { return last_.per_token_s; }

 private:
  static constexpr std::uint64_t group_size = 32;
  struct measure {
    double first_token_s = 0, per_token_s = 0, in_flight = 0;
  };
  struct open_group {
    std::vector<sample> samples;
    std::uint64_t ended = 0;
  };
  bool note_end(group sent_with);
  bool compare(const measure& latest);

  std::uint64_t sent_ = 0;
  std::map<group, open_group> open_;
  group first_open_ = 0;  ///< older ones are not waited for any more
  measure best_, last_;
  bool has_best_ = false;
  int slow_groups_ = 0;
};

}  // namespace parley::quota
