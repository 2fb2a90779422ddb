#include "engine/stopping.hpp"

#include <fmt/format.h>

#include <cmath>

#include "output/format.hpp"

namespace parley {
namespace {

constexpr std::size_t still_changes = 2;  // in a row without progress: converged

// The whole interval lies within the threshold: the data say "no change", not only "not shown".
bool is_still(const estimate& change, double threshold) {
  return change.low && *change.low > -threshold && *change.high < threshold;
}

std::string evidence_for(const estimate& change) {
  if (!change.low) return signed_text(change.mean, 4) + ", no interval";
  return change_text(change, 4);
}

std::optional<stop_decision> converged(const loop_settings& limits, int done,
                                       std::span<const estimate> changes) {
  if (done < limits.min_iterations || changes.size() < still_changes) return std::nullopt;
  const auto last = changes.last(still_changes);
  bool all_still = true;
  for (const estimate& change : last) {
    if (is_progress(change, limits.convergence_threshold)) return std::nullopt;
    all_still = all_still && is_still(change, limits.convergence_threshold);
  }
  const std::string evidence =
      fmt::format("{} and {}", evidence_for(last[0]), evidence_for(last[1]));
  if (all_still)
    return stop_decision{stop_reason::converged,
                         fmt::format("Converged: the LTV ratio changed by less than {:g} in two "
                                     "iterations running ({}).",
                                     limits.convergence_threshold, evidence)};
  return stop_decision{stop_reason::converged,
                       fmt::format("Converged: no gain of the LTV ratio above {:g} could be shown "
                                   "in two iterations running ({}).",
                                   limits.convergence_threshold, evidence)};
}

// `limit` <= 0: none. A further iteration is expected to use what the last one did.
template <class Number>
bool does_not_fit(Number used, Number last, Number limit) {
  return limit > 0 && used + last > limit;
}

std::string budget_text(std::string_view name, std::string_view used, std::string_view limit,
                        std::string_view last) {
  return fmt::format("{} budget: {} of {} used, and a further iteration needs about {}.", name,
                     used, limit, last);
}

}  // namespace

bool is_progress(const estimate& ltv_change, double threshold) {
  return ltv_change.low && ltv_change.mean > threshold && *ltv_change.low > 0;
}

std::optional<stop_decision> decide_stop(const loop_settings& limits, int iterations_done,
                                         std::span<const estimate> ltv_changes,
                                         const budget_use& used, const std::string& currency) {
  if (auto decision = converged(limits, iterations_done, ltv_changes)) return decision;
  if (iterations_done >= limits.max_iterations)
    return stop_decision{stop_reason::max_iterations,
                         limits.max_iterations == 1
                             ? std::string("Ran the one iteration that was asked for.")
                             : fmt::format("Ran the {} iterations that loop.max_iterations allows.",
                                           limits.max_iterations)};
  if (does_not_fit(used.requests, used.last_requests, limits.max_requests))
    return stop_decision{
        stop_reason::request_budget,
        budget_text("Request", count_text(used.requests), count_text(limits.max_requests),
                    count_text(used.last_requests))};
  if (does_not_fit(used.tokens, used.last_tokens, limits.max_tokens))
    return stop_decision{stop_reason::token_budget,
                         budget_text("Token", count_text(used.tokens),
                                     count_text(limits.max_tokens), count_text(used.last_tokens))};
  if (does_not_fit(used.cost, used.last_cost, limits.max_cost))
    return stop_decision{stop_reason::cost_budget,
                         budget_text("Cost", fmt::format("{:.4f} {}", used.cost, currency),
                                     fmt::format("{:g} {}", limits.max_cost, currency),
                                     fmt::format("{:.4f}", used.last_cost))};
  const std::chrono::duration<double> time_limit = limits.time_budget;
  if (does_not_fit(used.elapsed.count(), used.last_elapsed.count(), time_limit.count()))
    return stop_decision{stop_reason::time_budget,
                         budget_text("Time", fmt::format("{:.1f} s", used.elapsed.count()),
                                     fmt::format("{:g} s", time_limit.count()),
                                     fmt::format("{:.1f} s", used.last_elapsed.count()))};
  return std::nullopt;
}

}  // namespace parley
