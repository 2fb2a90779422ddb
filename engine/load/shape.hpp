// The levels of load that a test goes through.
// Must not know: what is asked, how it is sent.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "engine/load/arrivals.hpp"

namespace parley::load {

/// One level: closed (so many in flight) or open (a schedule).
struct step_plan {
  enum class pace : std::uint8_t { closed, rate, bursts, trace };
  pace how = pace::closed;
  std::string kind;  ///< "concurrency", "rate", "ramp", "burst", "trace", "max"
  std::int64_t concurrency = 1;
  double rate_from = 0, rate_to = 0;  ///< requests a second
  ramp_kind ramp = ramp_kind::straight;
  arrival_kind variation;
  std::int64_t burst_size = 0;
  nanoseconds burst_every{0};
  std::vector<nanoseconds> trace;  ///< offsets
  nanoseconds length{0};           ///< warm-up included; 0: until `requests`
  std::int64_t requests = 0;       ///< those of the warm-up not counted; 0: until `length`
  nanoseconds warmup{0};
  nanoseconds think{0};  ///< mean pause of a user of a closed step after a reply
  std::uint64_t seed = 1;

  std::string name() const;
  double offered() const;  ///< mean rate of the measured part, or requests in flight; 0: none
  std::unique_ptr<arrivals> schedule() const;  ///< of an open step
};

struct shape_limits {
  static constexpr double max_rate = 100'000;  ///< requests a second
  static constexpr double min_rate = 0.001;
  static constexpr std::int64_t max_concurrency = 20'000;
  static constexpr std::int64_t max_requests = 100'000'000;
};

/// What the command line says; empty: not said.
struct shape_options {
  std::optional<std::int64_t> concurrency;
  std::optional<double> rate;
  std::string arrivals = "constant";  ///< "constant" | "poisson" | "gamma:B"
  std::string ramp;                   ///< "FROM-TO", "FROM-TO:exp"
  std::string steps;                  ///< "10,20,40", or "concurrency:1,2,4"
  std::optional<std::int64_t> burst;
  std::string every;  ///< "10s"
  bool max = false;
  bool sweep = false;
  bool replay = false;
  std::string duration, warmup;  ///< "30s"
  std::string think;             ///< "2s"
  std::optional<std::int64_t> requests, max_in_flight;
  std::uint64_t seed = 1;
};

struct load_shape {
  std::vector<step_plan> steps;  ///< of a sweep: one, the model for the others
  bool sweep = false;
  std::string text;  ///< for people
};

/// `trace`: offsets of a replay. Errors: invalid_input, naming the option, what was found and the
/// range.
result<load_shape> make_shape(const shape_options& options, std::vector<nanoseconds> trace = {});

}  // namespace parley::load
