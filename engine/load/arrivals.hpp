// When requests are due: the schedule of an open load, which no slow server can hold back.
// Must not know: clocks, requests, how late a request was sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random_stream.hpp"

namespace parley::load {

using std::chrono::nanoseconds;

/// How the gaps between requests of one rate vary.
struct arrival_kind {
  /// Gamma-distributed gaps of this shape, as vLLM's "burstiness": 1 is a Poisson process, less is
  /// burstier, more is steadier. 0: no variation at all.
  double burstiness = 0;
};

/// Due times as offsets from the start of a step, ascending, without end.
class arrivals {
 public:
  virtual ~arrivals() = default;
  /// Nothing: there will be no more.
  virtual std::optional<nanoseconds> next() = 0;
};

/// How a rate goes from one value to another.
enum class ramp_kind : std::uint8_t {
  straight,  ///< by the same amount each second
  geometric  ///< by the same factor each second
};

/// A rate that goes from `from` to `to` requests a second within `over`, and stays there. Steady
/// gaps put request k (from 0) where k requests are due; with burstiness the gaps are drawn in that
/// operational time, so that the ramp keeps its shape.
/// Rates > 0; `seed` decides the draws.
std::unique_ptr<arrivals> make_rate(double from, double to, nanoseconds over, arrival_kind how,
                                    std::uint64_t seed, ramp_kind ramp = ramp_kind::straight);

/// `size` requests at once, again after each `every` (0: once).
std::unique_ptr<arrivals> make_bursts(std::int64_t size, nanoseconds every);

/// The given offsets, in their order (ascending).
std::unique_ptr<arrivals> make_trace(std::vector<nanoseconds> offsets);

}  // namespace parley::load
