// What a request must do to count as good: --slo ttft:500ms,e2e:5s.
// Must not know: how requests are sent, how many are good.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/load/sample.hpp"

namespace parley::load {

/// All limits hold together. ttft and e2e count from the intended send time, so that a request that
/// the client could not send in time is not good.
struct objective {
  enum class term : std::uint8_t { ttft, e2e, tpot, itl };
  struct limit {
    term what;
    std::int64_t at_most_us;
  };
  std::vector<limit> limits;  ///< none: every complete reply is good

  bool met_by(const sample& s) const;
  std::string text() const;  ///< "ttft:500ms,e2e:5s"; empty when none
};

/// Errors: invalid_input.
result<objective> parse_objective(std::string_view text);

/// "500ms", "1.5s", "250us": short and exact enough for people and for reading back.
std::string micros_text(std::int64_t us);

/// Microseconds per output token after the first; 0 when there are fewer than two or no stream.
std::int64_t time_per_output_token(const sample& s);
/// From `from` to the first token.
inline std::int64_t first_token_after(const sample& s, time_point from) {
  return micros(s.first_token - from);
}

}  // namespace parley::load
