#include "engine/lower_bound.hpp"

#include <algorithm>
#include <limits>

namespace parley {
namespace {

struct model_load {
  double latency = 0;
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  double least_head = std::numeric_limits<double>::infinity();  // before any call of this model
  double least_tail = std::numeric_limits<double>::infinity();  // its own latency and what follows
};

void raise(makespan_bound& bound, double seconds, std::string term) {
  if (seconds > bound.seconds) bound = {seconds, std::move(term)};
}

// Time until a bucket that starts with one minute's refill has let `amount` through.
double quota_seconds(std::int64_t amount, std::int64_t per_minute) {
  if (per_minute <= 0 || amount <= per_minute) return 0;
  return 60.0 * static_cast<double>(amount - per_minute) / static_cast<double>(per_minute);
}

}  // namespace

makespan_bound lower_bound(std::span<const call_chain> chains, const settings& config) {
  makespan_bound bound;
  std::map<std::string, model_load> loads;
  double talk_latency = 0;
  for (const call_chain& chain : chains) {
    double length = 0;
    for (const observed_call& call : chain) length += call.latency_sec;
    raise(bound, length, "path");
    double head = 0;
    for (const observed_call& call : chain) {
      model_load& load = loads[call.model];
      load.latency += call.latency_sec;
      ++load.requests;
      load.tokens += call.tokens;
      load.least_head = std::min(load.least_head, head);
      load.least_tail = std::min(load.least_tail, length - head);
      head += call.latency_sec;
      if (call.talk) talk_latency += call.latency_sec;
    }
  }
  if (config.conversation.max_open > 0)
    raise(bound, talk_latency / config.conversation.max_open, "open conversations");
  for (const auto& [model, load] : loads) {
    const model_limits limits = config.limits_for(model);
    if (limits.in_flight > 0)
      raise(bound, load.least_head + load.latency / limits.in_flight, "in flight: " + model);
    const double around = load.least_head + load.least_tail;
    const double by_requests = quota_seconds(load.requests, limits.requests_per_minute);
    const double by_tokens = quota_seconds(load.tokens, limits.tokens_per_minute);
    if (by_requests > 0) raise(bound, around + by_requests, "requests: " + model);
    if (by_tokens > 0) raise(bound, around + by_tokens, "tokens: " + model);
  }
  return bound;
}

}  // namespace parley
