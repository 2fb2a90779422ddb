#include "engine/load/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "engine/load/figure.hpp"
#include "engine/load/shape.hpp"

namespace parley::load {
namespace {

constexpr double refusing = 0.01;  // share of 429 from which a step shows the limit
constexpr std::uint64_t least_requests = 20;
constexpr std::size_t least_calls = 20;

std::string seconds_text(double s) {
  return figure_text(s, figure_unit::seconds);
}

std::int64_t with_headroom(double in_flight) {
  const auto wanted = static_cast<std::int64_t>(std::ceil(in_flight * in_flight_headroom));
  return std::clamp<std::int64_t>(wanted, 1, shape_limits::max_concurrency);
}

/// The step that answers: a sweep's highest good rate, else the good one with most good requests.
const load_step* best_step(const load_record& r) {
  const load_step* best = nullptr;
  for (const load_step& s : r.steps) {
    if (s.ok < least_requests || s.metric("e2e") == nullptr) continue;
    if (r.sweep) {
      if (s.kind == "rate" && s.offered == r.sweep->highest_rate) return &s;
      continue;
    }
    if (s.good_share() < r.good_share_wanted) continue;
    if (best == nullptr || s.good_per_sec > best->good_per_sec) best = &s;
  }
  return best;
}

/// The highest rate of accepted requests among steps in which the server refused some.
const load_step* refusing_step(const load_record& r) {
  const load_step* found = nullptr;
  for (const load_step& s : r.steps)
    if (s.limited_share() >= refusing &&
        (found == nullptr || s.requests_per_sec > found->requests_per_sec))
      found = &s;
  return found;
}

proposed_limit requests_limit(const load_record& r) {
  if (r.requests_per_minute_seen > 0)
    return {
        "requests_per_minute", r.requests_per_minute_seen,
        fmt::format("the server's x-ratelimit-limit-requests says {}", r.requests_per_minute_seen)};
  if (const load_step* s = refusing_step(r))
    return {"requests_per_minute", std::llround(60 * s->requests_per_sec),
            fmt::format("at {} the server refused {} with 429 and took {} a second", s->name,
                        figure_text(s->limited_share(), figure_unit::share),
                        amount_text(s->requests_per_sec))};
  return {"requests_per_minute", 0, "no limit was met and none was announced", false};
}

proposed_limit tokens_limit(const load_record& r) {
  if (r.tokens_per_minute_seen > 0)
    return {"tokens_per_minute", r.tokens_per_minute_seen,
            fmt::format("the server's x-ratelimit-limit-tokens says {}", r.tokens_per_minute_seen)};
  return {"tokens_per_minute", 0, "no limit was announced", false};
}

}  // namespace

result<limit_proposal> propose_limits(const load_record& r) {
  const load_step* best = best_step(r);
  if (best == nullptr)
    return fail(failure_code::invalid_input,
                fmt::format("{}: no step met its objective with at least {} requests, so nothing "
                            "can be proposed; measure with `parley load --sweep`, or with a "
                            "looser --slo",
                            r.id, least_requests));
  limit_proposal out;
  out.model = r.model;
  out.limits.push_back(requests_limit(r));
  out.limits.push_back(tokens_limit(r));
  const load_metric& e2e = *best->metric("e2e");
  // A closed load is its own answer; an open one's is Little's product.
  const bool closed = best->kind == "concurrency" || best->kind == "max";
  const double in_flight = closed ? best->in_flight_mean : best->requests_per_sec * e2e.p95;
  out.limits.push_back(
      {"in_flight", with_headroom(in_flight),
       fmt::format("{} completed a second at {}, p95 {}: {:.1f} at once, and a quarter more",
                   amount_text(best->requests_per_sec), best->name, seconds_text(e2e.p95),
                   in_flight)});
  if (!r.sweep)
    out.cautions.push_back(
        "This was no sweep: the server may do more than what was tried. `parley load --sweep` "
        "finds out.");
  else if (r.sweep->lowest_failed == 0)
    out.cautions.push_back("The sweep found no upper end: " + r.sweep->ended + ".");
  if (r.is_partial()) out.cautions.push_back("The result is partial: " + r.stop_detail + ".");
  if (best->health.verdict == "bottleneck")
    out.cautions.push_back("The client was the bottleneck: " + best->health.reason + ".");
  if (r.provider == "sim")
    out.cautions.push_back("Measured against the simulated provider, not a real one.");
  return out;
}

namespace {

struct model_calls {
  std::vector<const timed_call*> calls;
  std::size_t refused = 0;  ///< attempts beyond the first
};

/// Calls that were out at once, at the p95 of the moments at which one was sent.
double in_flight_p95(const std::vector<const timed_call*>& calls) {
  std::vector<double> ends, out_at_once;
  for (const timed_call* call : calls) {  // in order of sending
    std::erase_if(ends, [&](double end) { return end <= call->sent_ms; });
    ends.push_back(call->sent_ms + call->latency_ms);
    out_at_once.push_back(static_cast<double>(ends.size()));
  }
  std::sort(out_at_once.begin(), out_at_once.end());
  const auto rank =
      static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(out_at_once.size())));
  return out_at_once[std::max<std::size_t>(rank, 1) - 1];
}

struct busiest_minute {
  std::int64_t requests = 0, tokens = 0;
};

busiest_minute busiest_of(const std::vector<const timed_call*>& calls) {
  busiest_minute most, now;
  std::size_t first = 0;
  const auto tokens = [](const timed_call* c) { return c->input_tokens + c->output_tokens; };
  for (const timed_call* call : calls) {
    ++now.requests;
    now.tokens += tokens(call);
    while (calls[first]->sent_ms <= call->sent_ms - 60'000) {
      --now.requests;
      now.tokens -= tokens(calls[first++]);
    }
    most.requests = std::max(most.requests, now.requests);
    most.tokens = std::max(most.tokens, now.tokens);
  }
  return most;
}

limit_proposal propose_for(const std::string& model, const model_calls& of) {
  limit_proposal out;
  out.model = model;
  const busiest_minute busy = busiest_of(of.calls);
  const double share =
      static_cast<double>(of.refused) / static_cast<double>(of.calls.size() + of.refused);
  const bool met = share >= refusing;
  const std::string why =
      fmt::format("{} of {} attempts were repeated", of.refused, of.calls.size() + of.refused);
  out.limits.push_back(
      {"requests_per_minute", met ? busy.requests : 0,
       met ? fmt::format("{}; the busiest minute took {} calls", why, busy.requests)
           : "the run met no limit",
       met});
  out.limits.push_back(
      {"tokens_per_minute", met ? busy.tokens : 0,
       met ? fmt::format("the busiest minute took {} tokens", busy.tokens) : "the run met no limit",
       met});
  const double at_once = in_flight_p95(of.calls);
  out.limits.push_back({"in_flight", with_headroom(at_once),
                        fmt::format("{} calls; {:.0f} were out at once at the p95, and a quarter "
                                    "more",
                                    of.calls.size(), at_once)});
  out.cautions.push_back(
      "A run asks only for what it needs: the server may do more. `parley load --sweep` finds "
      "out.");
  return out;
}

}  // namespace

result<std::vector<limit_proposal>> propose_limits(const std::vector<timed_call>& calls) {
  std::map<std::string, model_calls> models;
  for (const timed_call& call : calls) {
    model_calls& of = models[call.model];
    of.calls.push_back(&call);
    of.refused += static_cast<std::size_t>(std::max(0, call.attempts - 1));
  }
  std::vector<limit_proposal> out;
  for (const auto& [model, of] : models)
    if (of.calls.size() >= least_calls) out.push_back(propose_for(model, of));
  if (out.empty())
    return fail(
        failure_code::invalid_input,
        fmt::format("no model has {} recorded calls: too few to say anything", least_calls));
  return out;
}

}  // namespace parley::load
