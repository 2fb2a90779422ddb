// What a call costs in the provider's token bucket, inferred from what its headers say remains.
// Must not know: which limit it is, the refill's corrections, calls.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/clock.hpp"

namespace parley::quota {

/// Providers differ, and say little: they reserve input and all the output that was allowed, or the
/// larger of the two, or only the input; and some settle at the end with what was really used.
/// Every hypothesis keeps its own sum of charges. With the true one, remaining - refill + charges
/// stays put from header to header; with a false one it drifts. The steadiest wins.
class charge_model {
 public:
  enum class basis : std::uint8_t { input_and_room, larger, input };
  struct hypothesis {
    basis at_admission;
    bool settled;
    bool operator==(const hypothesis&) const = default;
  };
  static constexpr std::array<hypothesis, 6> all = {{{basis::input_and_room, false},
                                                     {basis::input_and_room, true},
                                                     {basis::larger, false},
                                                     {basis::larger, true},
                                                     {basis::input, false},
                                                     {basis::input, true}}};

  /// Tokens of one call. `room`: max_output_tokens as sent.
  struct weight {
    double input = 0;
    double room = 0;
  };
  /// The sums when a call was sent, that call included.
  using mark = std::array<double, all.size()>;

  mark on_sent(const weight& call);
  void on_done(const weight& call, double used);
  /// Refused, and nothing was charged: neither the sums nor `then` hold it any more.
  void on_refused(const weight& call, mark& then);

  /// A header about the call that was sent at `then`, `sent_at`: what remained of a bucket that
  /// refills at `rate` a second up to `capacity`. Headers of one bucket, in order of arrival.
  /// `trust`: 0..1, less when calls that left together may have changed places.
  void on_header(double remaining, const mark& then, time_point sent_at, double rate,
                 double capacity, double trust);
  /// The bucket's shape has changed: what was compared so far does not compare any more.
  void restart() { compared_ = false; }

  /// Until headers worth eight were compared: everything is reserved and nothing given back.
  hypothesis best() const { return all[best_]; }
  bool sure() const { return heard_ >= enough; }
  double at_admission(const weight& call) const { return at_admission(best(), call); }
  /// What comes back at the end; below 0: what is charged then.
  double given_back(const weight& call, double used) const;

 private:
  static double at_admission(const hypothesis& h, const weight& call);
  static constexpr double enough = 8;

  struct evidence {
    double charged = 0;
    double level = 0;
    double error = 0;  ///< moving average of absolute drift per header
  };
  std::array<evidence, all.size()> evidence_{};
  std::size_t best_ = 0;
  double heard_ = 0;  ///< headers, by trust
  bool compared_ = false;
  time_point origin_{};
};

}  // namespace parley::quota
