// Lengths of synthetic prompts and replies: fixed, or drawn from a distribution.
// Must not know: prompts, tokens' text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "base/random_stream.hpp"

namespace parley::load {

/// "512" | "uniform:100-1000" | "normal:512,64" (mean, deviation) | "lognormal:512,0.5" (median,
/// sigma). Draws are whole and stay within 1..max_tokens.
struct length_distribution {
  enum class kind : std::uint8_t { fixed, uniform, normal, log_normal };
  static constexpr std::int64_t max_tokens = 1'000'000;

  kind what = kind::fixed;
  double a = 1;  ///< the length, the low end, the mean, or the median
  double b = 0;  ///< the high end, the deviation, or sigma

  std::int64_t draw(random_stream& random) const;
  double mean() const;  ///< before rounding and clamping
  std::string text() const;
};

/// Errors: invalid_input, naming `option` and the forms.
result<length_distribution> parse_lengths(std::string_view text, std::string_view option);

}  // namespace parley::load
