// How long a model thinks and how fast it speaks: drawn per request, not per arrival.
// Must not know: clocks, sockets, quota.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "config/settings.hpp"
#include "sim/service/catalogue.hpp"

namespace parley::sim::service {

struct reply_timing {
  duration first_token{0};
  duration generation{0};  ///< from the first token to the last
};

/// How fast each model is: the catalogue's medians, and what was configured instead.
class model_speeds {
 public:
  /// By model, alias or dated; otherwise the longest name that begins the model's counts.
  explicit model_speeds(const std::map<std::string, sim_latency>& configured);
  /// Complete: no zero is left that stands for the catalogue's value, but for models that do not
  /// speak (embeddings: 0 tokens a second).
  sim_latency of(const model_entry& model) const;
  void set(const std::string& model, const sim_latency& speed) { configured_[model] = speed; }

 private:
  std::map<std::string, sim_latency> configured_;
};

/// Nothing, or what is wrong: a configured name that is no known model's, nor begins one.
std::optional<std::string> unmatched_speed(const std::map<std::string, sim_latency>& configured);

/// Both times are log-normal around their medians; a few calls are stragglers, whose first token
/// takes many times as long: the tail is heavier than a log-normal's. Reading the prompt delays the
/// first token. `scale` multiplies everything, 0: no waiting.
reply_timing draw_timing(const sim_latency& speed, std::uint64_t request_hash,
                         std::uint64_t occurrence, std::int64_t input_tokens,
                         std::int64_t output_tokens, double scale);

/// Deltas that a stream of that length is worth: at most 20, fewer when it is over sooner.
std::size_t deltas_for(const reply_timing& timing, std::int64_t output_tokens);

}  // namespace parley::sim::service
