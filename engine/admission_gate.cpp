#include "engine/admission_gate.hpp"

#include <algorithm>
#include <cmath>

namespace parley {
namespace {

// Before anything was measured: calls a second that any usable account reaches (60 a minute), and
// what a judgement takes. The default deadline then lets some 180 conversations start at once, and
// the others when the first calls have ended; a short deadline only a few.
constexpr double assumed_call_rate = 1;
constexpr double assumed_judge_seconds = 4;
constexpr double assumed_judge_weight = 8;  // judgements that the assumption counts for
constexpr double rate_margin = 0.8;         // share of the measured rate that is counted on
constexpr double tail_deviations = 4;       // of the sum of a conversation's call times
constexpr std::size_t enough_times = 3;     // measured calls or judgements before they count

constexpr double usual_horizon_s = 90;  // of work in progress
constexpr double lengths_ahead = 3;     // of the longest conversation, when it is slow

constexpr std::size_t enough_settled = 3;     // customers done before their mean spend is trusted
constexpr std::size_t first_in_progress = 8;  // customers at once until then, when a budget is set

double seconds_between(time_point from, time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

// Time that `count` calls in a row may need.
double chain_seconds(const recent_times& times, double count) {
  return count * times.mean() + tail_deviations * times.deviation() * std::sqrt(count);
}

template <class Number>
bool over(Number total, Number settled, Number mean_base, const budget_view& view, Number limit) {
  if (limit <= 0) return false;
  if (total >= limit) return true;
  if (view.settled < enough_settled) return false;
  const double mean = static_cast<double>(mean_base) / static_cast<double>(view.settled);
  return static_cast<double>(settled) + static_cast<double>(view.in_progress + 1) * mean >
         static_cast<double>(limit);
}

// Calls that everybody in progress still needs, the judge's included: both may share a quota.
double outstanding_calls(const intake_view& view, const pace& measured) {
  const double each = measured.calls_a_conversation(view.longest_calls) + 1;
  const auto talking = static_cast<double>(view.talking);
  return std::max(2 * talking, talking * each - view.calls_of_talking) +
         static_cast<double>(view.in_judge);
}

// Everybody in progress and one more, at the rate that calls get done.
bool talk_fits(const intake_view& view, const pace& measured, double seconds_left) {
  const double each = measured.calls_a_conversation(view.longest_calls) + 1;
  const double outstanding = outstanding_calls(view, measured);
  double rate = assumed_call_rate;
  if (view.requests_per_minute > 0)
    rate = std::min(rate, static_cast<double>(view.requests_per_minute) / 60);
  if (const auto earlier = measured.earlier_call_rate()) rate = *earlier;
  if (const auto now = measured.call_rate(view.now)) rate = *now;
  return outstanding + each <= rate_margin * rate * seconds_left;
}

// Everybody in progress and one more, through the judge's seats. The judge cannot start before the
// first conversation has ended.
bool judging_fits(const intake_view& view, const pace& measured, double seconds_left) {
  const recent_times& times = measured.judgements();
  const auto seen = static_cast<double>(times.count());
  const double mean = (times.mean() * seen + assumed_judge_seconds * assumed_judge_weight) /
                      (seen + assumed_judge_weight);
  const double rounds =
      static_cast<double>(view.talking + view.in_judge + 1) / static_cast<double>(view.judges);
  const double spread = tail_deviations * times.deviation() * std::sqrt(rounds);
  const double start = view.in_judge == 0 ? 2 * measured.calls().mean() : 0;
  return start + rounds * mean + spread <= rate_margin * seconds_left;
}

}  // namespace

admission admission_for_deadline(const intake_view& view, const pace& measured) {
  if (view.now >= view.talk_deadline) return admission::refuse;
  const double talk_left = seconds_between(view.now, view.talk_deadline);
  const double judge_left = seconds_between(view.now, view.judge_deadline);

  // Alone in the system, would it still get through?
  double path = 0;
  if (measured.calls().count() >= enough_times) {
    path = chain_seconds(measured.calls(), measured.calls_with_reasks(view.longest_calls));
    if (path > talk_left) return admission::refuse;
  }
  const bool judge_known = measured.judgements().count() >= enough_times;
  if (judge_known && path + chain_seconds(measured.judgements(), 1) > judge_left)
    return admission::refuse;
  if (view.talking + view.in_judge == 0) return admission::admit;

  // Together with all the others? If not now, then perhaps when some of them have ended.
  if (view.talking > 0 && !talk_fits(view, measured, talk_left)) return admission::wait;
  return judging_fits(view, measured, judge_left) ? admission::admit : admission::wait;
}

admission admission_for_progress(const intake_view& view, const pace& measured) {
  const auto rate = measured.call_rate(view.now);
  if (!rate || view.talking == 0) return admission::admit;
  const double length = (view.longest_calls + 1) * measured.latencies().mean();
  const double horizon = std::max(usual_horizon_s, lengths_ahead * length);
  return outstanding_calls(view, measured) <= *rate * horizon ? admission::admit : admission::wait;
}

budget_admission admission_for_budget(const budget_view& view, const loop_settings& limits) {
  const spent settled{view.total.requests - view.unsettled.requests,
                      view.total.tokens - view.unsettled.tokens,
                      view.total.cost - view.unsettled.cost};
  if (over(view.total.requests, settled.requests, view.by_settled.requests, view,
           limits.max_requests))
    return {admission::refuse, stop_reason::request_budget};
  if (over(view.total.tokens, settled.tokens, view.by_settled.tokens, view, limits.max_tokens))
    return {admission::refuse, stop_reason::token_budget};
  if (over(view.total.cost, settled.cost, view.by_settled.cost, view, limits.max_cost))
    return {admission::refuse, stop_reason::cost_budget};

  const bool any = limits.max_requests > 0 || limits.max_tokens > 0 || limits.max_cost > 0;
  if (any && view.settled < enough_settled && view.in_progress >= first_in_progress)
    return {admission::wait, {}};
  return {};
}

}  // namespace parley
