// The step's watchers beside its requests: the client's own health, the end of patience, and the
// figures of it all.
#include "engine/load/health.hpp"
#include "engine/load/step_runner.hpp"

namespace parley::load {
namespace {

constexpr auto beat = std::chrono::milliseconds(10);

}  // namespace

asio::awaitable<void> step_runner::heartbeat() {
  const measured_window& window = collected_.window();
  bool warm = plan_.warmup > duration{0};
  for (time_point next = start_;; next += beat) {
    co_await doors_.clock.sleep_until(next);
    const time_point now = doors_.clock.now();
    collected_.add_lag(micros(now - next), now);
    doors_.seconds.lag(micros(now - next), now);
    if (warm && now >= window.from) {
      warm = false;
      doors_.seconds.warmed_up(now);
    }
    if (now >= last_send_) room_.wake_all();  // nobody waits for room beyond the end
    if (doors_.cpu_seconds) {
      const double used = doors_.cpu_seconds();
      if (now >= window.from && cpu_from_ == time_point{}) {
        cpu_from_ = now;
        cpu_at_start_ = used;
      }
      if (cpu_from_ != time_point{} && now < window.until && !over(now)) {
        cpu_used_ = used - cpu_at_start_;
        cpu_until_ = now;
      }
    }
    if (now > next + beat) next = now;  // a pause is one lag, not a hundred
  }
}

/// Replies that do not come within the drain time are given up.
asio::awaitable<void> step_runner::drain_limit() {
  while (plan_.how == step_plan::pace::closed && !over(doors_.clock.now()))
    co_await doors_.clock.sleep_for(beat);
  co_await doors_.clock.sleep_for(limits_.drain);
  work_.cancel();
}

step_outcome step_runner::conclude() {
  collected_.finish(doors_.clock.now());
  step_outcome out;
  load_step& f = out.figures;
  f.name = plan_.name();
  f.kind = plan_.kind;
  f.offered = plan_.offered();
  f.started = seconds(start_ - doors_.seconds.start());
  f.warmup = seconds(plan_.warmup);
  collected_.fill(f);
  f.complete = !stopped_ && !interrupted_;
  health_inputs health;
  health.lag = &collected_.lag();
  const double span = seconds(cpu_until_ - cpu_from_);
  health.cpu_share = span > 0 ? cpu_used_ / span : 0;
  health.latency_p50 = static_cast<double>(collected_.e2e().quantile(0.5)) / 1e6;
  health.unsent = collected_.unsent();
  health.due = collected_.ok() + collected_.failed() + collected_.unsent();
  health.at_limit = at_limit_;
  f.health = judge_health(health);
  out.stopped = stopped_;
  out.interrupted = interrupted_;
  out.limits = seen_limits_;
  out.e2e = collected_.e2e();
  out.ttft = collected_.ttft();
  return out;
}

}  // namespace parley::load
