// What the simulated provider injects into each request of a load test, from its own functions.
#pragma once

#include <cstdint>
#include <vector>

namespace parley::bench {

struct injected {
  double first_token = 0, end_to_end = 0, per_token = 0;  ///< seconds
  std::int64_t output_tokens = 0;
};

/// The timing of the requests `from` .. `from + count - 1` of `parley load` with its default
/// prompts (256 in, 64 out) and seed, each seen for the first time.
std::vector<injected> injected_timings(std::uint64_t from, std::size_t count, double time_scale);

/// The value that a share `p` of the sorted values does not exceed.
double quantile(std::vector<double> values, double p);
double mean(const std::vector<double>& values);

}  // namespace parley::bench
