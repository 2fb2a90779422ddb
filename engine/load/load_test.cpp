#include "engine/load/load_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parley::load {
namespace {

constexpr double base_factor = 3;           // a sweep's own objective: times the unloaded p95
constexpr std::int64_t base_requests = 30;  // of the unloaded step, at most for its length
constexpr double delivered = 0.95;          // of what is due must be completed as it comes
constexpr int most_tries = 3;               // of a rate that chance could have failed

/// In flight at a rate: Little's law on the mean, with room for its spread.
std::int64_t concurrency_for(const load_step& step) {
  const load_metric* e2e = step.metric("e2e");
  if (e2e == nullptr) return 0;
  return std::max<std::int64_t>(1, std::llround(std::ceil(step.requests_per_sec * e2e->p95)));
}

}  // namespace

load_test::load_test(step_doors doors, test_settings settings, test_observer& heard)
    : doors_(std::move(doors)), settings_(std::move(settings)), heard_(heard) {}

asio::awaitable<result<void>> load_test::try_target() {
  auto first = doors_.asks.next();
  if (!first)
    co_return fail(failure_code::invalid_input, "the workload holds no request: nothing to send");
  const time_point deadline = doors_.clock.now() + settings_.limits.call_timeout;
  outcome got = co_await doors_.to.send(first->request, deadline);
  doors_.asks.put_back(first->owner);
  if (got.reply.has_value()) {
    doors_.asks.answered(first->owner, *got.reply);
    co_return result<void>();
  }
  const failure why = got.reply.error().what;
  doors_.asks.failed(first->owner, why);
  // A full quota or a busy server is something to measure.
  if (why.code == failure_code::rate_limited || why.code == failure_code::overloaded)
    co_return result<void>();
  co_return why;
}

asio::awaitable<step_outcome> load_test::run_step(step_plan plan, load_record& record) {
  plan.seed = settings_.seed + steps_;
  doors_.seconds.step_begins(static_cast<std::uint32_t>(steps_), plan.warmup > nanoseconds(0),
                             doors_.clock.now());
  current_ =
      std::make_unique<step_runner>(doors_, std::move(plan), settings_.wanted, settings_.limits);
  if (stop_asked_) current_->stop();
  heard_.step_started(*current_, steps_);
  ++steps_;
  step_outcome out = co_await current_->run();
  if (out.limits.requests.limit) record.requests_per_minute_seen = *out.limits.requests.limit;
  if (out.limits.tokens.limit) record.tokens_per_minute_seen = *out.limits.tokens.limit;
  record.steps.push_back(out.figures);
  co_return out;
}

/// True when the test is over; says why in the record.
bool load_test::ended(const step_outcome& out, load_record& record) const {
  if (out.stopped) {
    record.stopped = out.stopped->refused           ? "refused"
                     : out.stopped->too_many_errors ? "too_many_errors"
                                                    : "target_lost";
    record.stop_detail = out.stopped->why.message;
  } else if (out.interrupted || stop_asked_) {
    record.stopped = "interrupted";
    record.stop_detail = "stopped by the user";
  }
  return record.is_partial();
}

void load_test::stop() {
  stop_asked_ = true;
  if (current_) current_->stop();
}

step_verdict load_test::judge(const step_outcome& out, rate_tally& so_far) const {
  const load_step& f = out.figures;
  // A queue that grows shows first in what is completed. Random arrivals vary by their root.
  const auto due = static_cast<double>(f.sent + f.unsent);
  const double enough = delivered * due - 2 * std::sqrt(due);
  const bool kept_up = f.kind != "rate" || f.requests_per_sec * f.measured >= enough;
  so_far.kept_up = so_far.kept_up && kept_up && f.ok > 0;
  so_far.good += f.good;
  so_far.due += f.sent + f.unsent;
  return judge_rate(so_far, settings_.good_share);
}

asio::awaitable<void> load_test::run(load_record& record) {
  if (settings_.shape.sweep) {
    co_await sweep(record);
  } else {
    for (const step_plan& plan : settings_.shape.steps) {
      step_plan own = plan;
      const step_outcome out = co_await run_step(std::move(own), record);
      rate_tally alone;
      heard_.step_finished(out.figures, judge(out, alone));
      if (ended(out, record)) break;
    }
  }
  current_.reset();
  record.seconds = doors_.seconds.take(doors_.clock.now());
}

asio::awaitable<void> load_test::sweep(load_record& record) {
  const step_plan model = settings_.shape.steps.front();
  step_plan unloaded = model;
  unloaded.how = step_plan::pace::closed;
  unloaded.kind = "concurrency";
  unloaded.concurrency = 1;
  unloaded.warmup = nanoseconds(0);
  unloaded.requests = base_requests;
  const step_outcome base = co_await run_step(std::move(unloaded), record);
  heard_.step_finished(base.figures,
                       base.figures.ok > 0 ? step_verdict::passed : step_verdict::failed);
  const double base_latency = static_cast<double>(base.e2e.quantile(0.5)) / 1e6;
  search_settings how;
  how.precision = settings_.precision;
  how.first_rate = base_latency > 0 ? std::clamp(1 / base_latency, shape_limits::min_rate,
                                                 shape_limits::max_rate)
                                    : 1;
  how.max_rate = shape_limits::max_rate;
  rate_search search(how);
  if (!ended(base, record) && base.figures.ok > 0) {
    if (settings_.wanted.limits.empty()) {
      const auto limit = std::llround(base_factor * static_cast<double>(base.e2e.quantile(0.95)));
      settings_.wanted.limits.push_back({objective::term::e2e, limit});
      record.objective = settings_.wanted.text();
      record.notes.push_back(fmt::format(
          "No --slo was given: a request was good when it ended within {}, {:g} times the p95 of "
          "one request at a time.",
          micros_text(limit), base_factor));
    }
    while (const auto rate = search.next()) {
      step_plan plan = model;
      plan.how = step_plan::pace::rate;
      plan.kind = "rate";
      plan.rate_from = plan.rate_to = *rate;
      if (!co_await try_rate(std::move(plan), search, record)) break;
    }
  }
  conclude_sweep(record, search, base_latency);
}

/// False: the test is over. A rate that chance could have failed is tried again, from other
/// arrivals, and judged by all its tries; after the last by what was counted.
asio::awaitable<bool> load_test::try_rate(step_plan plan, rate_search& search,
                                          load_record& record) {
  rate_tally so_far;
  for (int left = most_tries; left > 0; --left) {
    const step_outcome out = co_await run_step(plan, record);
    step_verdict verdict = judge(out, so_far);
    const bool over = ended(out, record);
    if (verdict == step_verdict::undecided && left == 1) verdict = step_verdict::failed;
    heard_.step_finished(out.figures, verdict);
    if (over) co_return false;
    const bool client = out.figures.health.verdict == "bottleneck";
    if (verdict == step_verdict::undecided && !client) continue;
    const bool passed = verdict == step_verdict::passed;
    search.tried(passed, !passed && client);
    break;
  }
  co_return true;
}

void load_test::conclude_sweep(load_record& record, const rate_search& search,
                               double base_latency) const {
  load_sweep found;
  found.highest_rate = search.highest_passed();
  found.lowest_failed = search.lowest_failed();
  found.base_latency = base_latency;
  found.ended = search.ended();
  if (found.ended.empty())
    found.ended =
        record.is_partial() ? "the test was cut short" : "no request succeeded even one at a time";
  std::vector<curve_point> curve;
  for (const load_step& step : record.steps) {
    const load_metric* e2e = step.metric("e2e");
    if (step.kind != "rate" || e2e == nullptr) continue;
    curve.push_back({step.offered, e2e->p95});
    if (step.offered == found.highest_rate) found.concurrency = concurrency_for(step);
  }
  found.knee_rate = find_knee(std::move(curve)).value_or(0);
  record.sweep = found;
}

}  // namespace parley::load
