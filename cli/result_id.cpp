#include "cli/result_id.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/random_stream.hpp"

namespace parley::cli {

std::string make_result_id() {
  std::string stamp = utc_timestamp_now();
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  const auto ticks = static_cast<std::uint64_t>(wall_clock_now().time_since_epoch().count());
  return fmt::format("{}-{:04x}", stamp, stable_hash(std::to_string(::getpid()), ticks) & 0xFFFF);
}

}  // namespace parley::cli
