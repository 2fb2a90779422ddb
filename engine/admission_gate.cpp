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
constexpr double tail_deviations = 3;       // of the sum of a conversation's call times
constexpr std::size_t enough_times = 3;     // measured calls or judgements before they count
// Latencies have long tails, and a handful of them seldom holds one. Until there are many, their
// spread counts as their mean does: as if so many calls with that spread had been seen before.
constexpr double spread_weight = 8;

constexpr double usual_horizon_s = 90;  // of work in progress
constexpr double lengths_ahead = 3;     // of the longest conversation, when it is slow

constexpr std::size_t enough_settled = 3;     // customers done before their mean spend is trusted
constexpr std::size_t first_in_progress = 8;  // customers at once until then, when a budget is set

double seconds_between(time_point from, time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

double spread_of(const recent_times& times) {
  const auto seen = static_cast<double>(times.count());
  const double measured = times.deviation(), usual = times.mean();
  return std::sqrt((seen * measured * measured + spread_weight * usual * usual) /
                   (seen + spread_weight));
}

// Time that `count` calls in a row may need.
double chain_seconds(const recent_times& times, double count) {
  return count * times.mean() + tail_deviations * spread_of(times) * std::sqrt(count);
}

// Of the judge, or of anybody while the judge has not been heard.
const recent_times& judge_times(const pace& measured) {
  return measured.judge_latencies().count() > 0 ? measured.judge_latencies() : measured.latencies();
}

// A conversation and its judgement, with nothing of ours before it, by latencies. What was never
// measured takes no time.
bool alone_fits(const intake_view& view, const pace& measured) {
  const double turns = measured.calls_with_reasks(view.longest_calls);
  const double path = chain_seconds(measured.latencies(), turns);
  return path <= seconds_between(view.now, view.talk_deadline) &&
         path + chain_seconds(judge_times(measured), 1) <=
             seconds_between(view.now, view.judge_deadline);
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

// Among all that are in progress, each with a call before the provider: Little's law says how long
// such a call takes at the measured rate, waiting included. They may end earlier, but then others
// are let in.
bool among_others_fits(const intake_view& view, const pace& measured) {
  const auto rate = measured.call_rate(view.now);
  if (!rate || *rate <= 0) return true;
  const double turns = measured.calls_with_reasks(view.longest_calls);
  const double each = static_cast<double>(view.talking + view.in_judge + 1) / *rate;
  const double waiting = std::max(0.0, each - measured.latencies().mean());
  return chain_seconds(measured.latencies(), turns) + turns * waiting <=
         seconds_between(view.now, view.talk_deadline);
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

// One conversation, when calls are served no faster than in this iteration so far.
bool as_fast_as_served(const intake_view& view, const pace& measured, double seconds_left) {
  const auto rate = measured.call_rate(view.now);
  return !rate || view.longest_calls <= *rate * seconds_left;
}

// Everybody in progress and one more, through the judge's seats. The judge cannot start before the
// first conversation has ended.
bool judging_fits(const intake_view& view, const pace& measured, double seconds_left) {
  const recent_times& times = measured.judgements();
  const auto seen = static_cast<double>(times.count());
  const double assumed = measured.earlier_judge_latency().value_or(assumed_judge_seconds);
  const double mean =
      (times.mean() * seen + assumed * assumed_judge_weight) / (seen + assumed_judge_weight);
  const double rounds =
      static_cast<double>(view.talking + view.in_judge + 1) / static_cast<double>(view.judges);
  const double deviation = std::max(times.deviation(), spread_of(measured.judge_latencies()));
  const double spread = tail_deviations * deviation * std::sqrt(rounds);
  const double call = std::max(measured.calls().mean(), measured.latencies().mean());
  const double start = view.in_judge == 0 ? 2 * call : 0;
  return start + rounds * mean + spread <= rate_margin * seconds_left;
}

}  // namespace

admission admission_for_deadline(const intake_view& view, const pace& measured) {
  if (view.now >= view.talk_deadline) return admission::refuse;
  const double talk_left = seconds_between(view.now, view.talk_deadline);
  const double judge_left = seconds_between(view.now, view.judge_deadline);

  // Alone, with nothing of ours before it: by latencies. Not if they are, as yet, those of two or
  // three calls, and there is somebody in progress who will show more.
  const std::size_t in_progress = view.talking + view.in_judge;
  if (!alone_fits(view, measured))
    return in_progress == 0 || measured.latencies().count() >= enough_times ? admission::refuse
                                                                            : admission::wait;
  if (in_progress == 0)
    return as_fast_as_served(view, measured, talk_left) ? admission::admit : admission::refuse;

  if (!among_others_fits(view, measured)) return admission::wait;

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
