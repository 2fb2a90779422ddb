#include "engine/load/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/load/objective.hpp"

namespace parley::load {

std::string step_plan::name() const {
  const std::string variation_text = variation.burstiness == 0 ? ""
                                     : variation.burstiness == 1
                                         ? ", Poisson"
                                         : fmt::format(", gamma {:g}", variation.burstiness);
  switch (how) {
    case pace::closed:
      if (think > nanoseconds(0))
        return fmt::format("{} users, think {}", concurrency, micros_text(think.count() / 1000));
      if (kind == "max") return fmt::format("as fast as it goes, {} in flight", concurrency);
      return fmt::format("{} in flight", concurrency);
    case pace::rate:
      if (rate_from != rate_to)
        return fmt::format("{:.6g} to {:.6g} requests/s{}{}", rate_from, rate_to,
                           ramp == ramp_kind::geometric ? ", exponential" : "", variation_text);
      return fmt::format("{:.6g} requests/s{}", rate_to, variation_text);
    case pace::bursts:
      if (burst_every <= nanoseconds(0)) return fmt::format("burst of {}", burst_size);
      return fmt::format("bursts of {} every {}", burst_size,
                         micros_text(burst_every.count() / 1000));
    case pace::trace:
      break;
  }
  return fmt::format("replay of {} requests", trace.size());
}

double step_plan::offered() const {
  const double sec = std::chrono::duration<double>(length).count();
  switch (how) {
    case pace::closed:
      return kind == "max" ? 0 : static_cast<double>(concurrency);
    case pace::rate: {
      // Of the measured part of a ramp: it begins where the warm-up ended.
      const double skipped = sec > 0 ? std::chrono::duration<double>(warmup).count() / sec : 0;
      if (ramp == ramp_kind::geometric && rate_from != rate_to) {
        const double begin = rate_from * std::pow(rate_to / rate_from, skipped);
        return (rate_to - begin) / std::log(rate_to / begin);
      }
      return (rate_from + (rate_to - rate_from) * skipped + rate_to) / 2;
    }
    case pace::bursts: {
      const double every = std::chrono::duration<double>(burst_every).count();
      return every > 0 ? static_cast<double>(burst_size) / every : 0;
    }
    case pace::trace:
      break;
  }
  if (trace.size() < 2 || trace.back() <= trace.front()) return 0;
  return static_cast<double>(trace.size() - 1) /
         std::chrono::duration<double>(trace.back() - trace.front()).count();
}

std::unique_ptr<arrivals> step_plan::schedule() const {
  switch (how) {
    case pace::rate:
      return make_rate(rate_from, rate_to, length, variation, seed, ramp);
    case pace::bursts:
      return make_bursts(burst_size, burst_every);
    case pace::trace:
      return make_trace(trace);
    case pace::closed:
      break;
  }
  return make_trace({});
}

}  // namespace parley::load
