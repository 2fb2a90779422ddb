#include "test/sim/lateness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace parley::test {
namespace {

constexpr double promised_deviations = 3;

/// What the gate would demand for so many calls if it knew how the script draws them.
double promised_seconds(const provider_script& script, double calls) {
  const double variance = script.latency_sigma * script.latency_sigma;
  const double mean = script.median_latency * std::exp(variance / 2);
  const double deviation = mean * std::sqrt(std::expm1(variance));
  return calls * mean + promised_deviations * deviation * std::sqrt(calls);
}

double drawn(const std::map<std::string, double>& by_customer, const std::string& key) {
  const auto found = by_customer.find(key);
  return found == by_customer.end() ? 0 : found->second;
}

/// Those who were let in before three calls had been answered; the first of them, as many as one
/// call a second allows to finish.
std::set<std::string> nothing_was_known(const scenario& what, const outcome& seen, double calls) {
  std::vector<std::pair<time_point, std::string>> early;
  for (const auto& [key, first] : seen.log.first_call)
    if (!seen.log.third_answer || first <= *seen.log.third_answer) early.emplace_back(first, key);
  std::sort(early.begin(), early.end());
  constexpr double assumed_rate = 0.8;
  const auto left = static_cast<double>(what.config.loop.iteration_deadline.count());
  const auto allowed = static_cast<std::size_t>(std::max(1.0, assumed_rate * left / (calls + 1)));
  std::set<std::string> out;
  for (std::size_t i = 0; i < std::min(allowed, early.size()); ++i) out.insert(early[i].second);
  return out;
}

bool ended_by_budget(const run_record& run) {
  return run.stopped == stop_reason::cost_budget || run.stopped == stop_reason::token_budget ||
         run.stopped == stop_reason::request_budget;
}

bool is_late(const std::string& why) {
  return why.find("deadline_exceeded") != std::string::npos;
}

}  // namespace

std::vector<std::string> check_lateness(const scenario& what, const outcome& seen) {
  std::vector<std::string> out;
  if (what.script.stalled > 0 || what.stop_at || what.narrow_at || what.network) return out;
  for (const iteration_record& it : seen.record.iterations) {
    if (&it == &seen.record.iterations.back() && ended_by_budget(seen.record)) continue;
    const double calls = 2 * std::min(it.used.max_turns, what.config.conversation.max_turns);
    const std::set<std::string> unknown = nothing_was_known(what, seen, calls);
    const auto key = [&](const std::string& customer) {
      return fmt::format("{}/{}", it.iteration, customer);
    };
    for (const auto& talk : it.conversations) {
      const std::string id = key(talk.customer_id);
      if (!is_late(talk.detail) || unknown.contains(id)) continue;
      if (drawn(seen.drawn_talk, id) > promised_seconds(what.script, calls)) continue;
      out.push_back(fmt::format("iteration {}: {} was let in too late to finish", it.iteration,
                                talk.customer_id));
    }
    for (const auto& verdict : it.judgements) {
      const std::string id = key(verdict.customer_id);
      if (!is_late(verdict.unscored_reason) || unknown.contains(id)) continue;
      const double own = drawn(seen.drawn_talk, id) + drawn(seen.drawn_judge, id);
      if (own > promised_seconds(what.script, calls + 1)) continue;
      out.push_back(fmt::format("iteration {}: {} was let in too late to be judged", it.iteration,
                                verdict.customer_id));
    }
  }
  return out;
}

}  // namespace parley::test
