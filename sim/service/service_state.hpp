// Everything that the service remembers between requests. One thread.
// Must not know: HTTP. The endpoints read and change it.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "sim/model.hpp"
#include "sim/service/background_jobs.hpp"
#include "sim/service/batch_store.hpp"
#include "sim/service/call_log.hpp"
#include "sim/service/fault_plan.hpp"
#include "sim/service/file_store.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/occurrences.hpp"
#include "sim/service/prompt_cache.hpp"
#include "sim/service/quota_ledger.hpp"
#include "sim/service/response_store.hpp"
#include "sim/simulated_provider.hpp"

namespace parley::sim::service {

/// Read from other threads; written by the service's only.
struct live_counters {
  std::atomic<std::uint64_t> requests{0}, granted{0}, refused{0}, errors{0};
  std::atomic<std::uint64_t> input_tokens{0}, output_tokens{0};
};

struct service_state {
  /// `clock` and `models` must outlive it.
  service_state(const provider_settings& settings, clock_source& time, const played_models& played)
      : key(settings.key),
        time_scale(settings.world.time_scale),
        in_band_refusals(settings.world.refuse_in_stream),
        speeds(settings.world.latency),
        clock(time),
        models(played),
        started(time.now()),
        started_unix(
            std::chrono::duration_cast<std::chrono::seconds>(wall_clock_now().time_since_epoch())
                .count()),
        quota({.requests_per_minute = settings.world.requests_per_minute,
               .tokens_per_minute = settings.world.tokens_per_minute,
               .burst_seconds = settings.world.burst_seconds,
               .refund = settings.world.refund_output,
               .show_limits = settings.world.show_limits}),
        log(started),
        faults(started) {}

  /// Unix seconds that follow the clock, so that simulated time shows in replies too.
  std::int64_t unix_now() const {
    return started_unix +
           std::chrono::duration_cast<std::chrono::seconds>(clock.now() - started).count();
  }

  /// Starts work that outlives its request. The owner cancels and joins `tasks` at the end.
  void start_task(const asio::any_io_executor& executor, asio::awaitable<void> work) {
    if (!tasks) tasks.emplace(executor);
    tasks->spawn(std::move(work));
  }

  const std::string key;  ///< required bearer token; empty: any
  double time_scale;
  bool in_band_refusals;  ///< streams get their 429 inside a 200
  model_speeds speeds;
  clock_source& clock;
  const played_models& models;
  const time_point started;
  const std::int64_t started_unix;
  quota_ledger quota;
  call_log log;
  fault_plan faults;
  prompt_cache cache;
  response_store store;
  background_jobs jobs;
  file_store files;
  batch_store batches;
  occurrences seen;
  live_counters counters;
  open_count connections;
  std::uint64_t request_number = 0;
  /// Wakes whoever waits for the fault plan to change.
  void announce_plan() {
    if (plan_changed) plan_changed->cancel();
  }
  std::optional<asio::steady_timer> plan_changed;  ///< where there is a listener to open and close
  bool stopping = false;
  std::optional<task_group> tasks;  ///< batches, and responses made in the background
};

}  // namespace parley::sim::service
