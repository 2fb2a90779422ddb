#include "engine/load/load_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parley::load {
namespace {

constexpr double base_factor = 3;           // a sweep's own objective: times the unloaded p95
constexpr std::int64_t base_requests = 30;  // of the unloaded step, at most for its length
constexpr double delivered = 0.95;          // of what is due must be completed as it comes

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
    record.stopped = out.stopped->refused ? "refused" : "target_lost";
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

bool load_test::passed(const step_outcome& out) const {
  const load_step& f = out.figures;
  // A queue that grows shows first in what is completed. Random arrivals vary by their root.
  const auto due = static_cast<double>(f.sent + f.unsent);
  const double enough = delivered * due - 2 * std::sqrt(due);
  const bool kept_up = f.kind != "rate" || f.requests_per_sec * f.measured >= enough;
  return f.ok > 0 && f.good_share() >= settings_.good_share && kept_up;
}

asio::awaitable<void> load_test::run(load_record& record) {
  if (settings_.shape.sweep) {
    co_await sweep(record);
  } else {
    for (const step_plan& plan : settings_.shape.steps) {
      step_plan own = plan;
      const step_outcome out = co_await run_step(std::move(own), record);
      heard_.step_finished(out.figures, passed(out));
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
  heard_.step_finished(base.figures, base.figures.ok > 0);
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
      const step_outcome out = co_await run_step(std::move(plan), record);
      const bool good = passed(out);
      heard_.step_finished(out.figures, good);
      if (ended(out, record)) break;
      search.tried(good, !good && out.figures.health.verdict == "bottleneck");
    }
  }
  conclude_sweep(record, search, base_latency);
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
  if (const auto knee = find_knee(curve)) found.knee_rate = curve[*knee].rate;
  record.sweep = found;
}

}  // namespace parley::load
