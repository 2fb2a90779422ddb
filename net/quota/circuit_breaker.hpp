// Stops calls to a model that mostly fails, then tries again carefully.
// Must not know: what a call is, why it failed.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.hpp"

namespace parley::quota {

/// Opens when, within 10 s, more than half of at least 20 outcomes are bad, or when 20 in a row
/// are (a busy model has so many good ones in 10 s that it would be half lost before; good ones of
/// calls that started before the row are old news and do not end it). Stays open 5 s, twice
/// as long after each failed trial, 60 s at most. Then half-open: 1, 2, 4 trials at once; each
/// round must be good before the next; after the third it is closed. Calls that were already
/// running when it opened say nothing.
class circuit_breaker {
 public:
  enum class state : std::uint8_t { closed, open, half_open };

  /// What a call carries from start to end.
  struct pass {
    std::uint64_t epoch = 0;
    bool trial = false;
    time_point started{};
  };

  state at(time_point now) const;
  /// When one more call may start: `now`, the end of the open time, or time_point::max() when only
  /// a running trial's outcome will tell.
  time_point when(time_point now) const;
  pass start(time_point now);  ///< precondition: when(now) == now

  void on_good(pass call, time_point now);
  /// `told`: how long the provider asked us to stay away; then that is the open time.
  void on_bad(pass call, time_point now, std::optional<duration> told = {});
  void on_gone(pass call);  ///< cancelled, or failed for a reason of its own

 private:
  void open(time_point now, std::optional<duration> told);
  void forget_old(time_point now);

  struct outcome {
    time_point at;
    bool bad;
  };
  std::deque<outcome> recent_;
  int bad_ = 0;
  int bad_in_a_row_ = 0;
  time_point last_bad_{};
  time_point row_started_{};  ///< the start of the row's first call
  bool tripped_ = false;      ///< open or half-open
  std::uint64_t epoch_ = 0;
  time_point open_until_{};
  duration open_for_ = std::chrono::seconds(5);
  int round_ = 0;        ///< of trials: 0, 1, 2
  int out_trials_ = 0;   ///< running, in this round
  int good_trials_ = 0;  ///< ended well, in this round
};

}  // namespace parley::quota
