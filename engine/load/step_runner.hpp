// Drives one level of load: sends what is due, times it, waits for what is out.
// Must not know: what is asked, HTTP, what the figures mean.
#pragma once

#include <functional>

#include "base/task_group.hpp"
#include "base/wait_list.hpp"
#include "engine/load/collector.hpp"
#include "engine/load/shape.hpp"
#include "engine/load/stop_rule.hpp"
#include "engine/load/target.hpp"
#include "engine/load/timeline.hpp"
#include "engine/load/workload.hpp"

namespace parley {
class random_stream;
}

namespace parley::load {

/// What a step uses; owned by the test and outlives it.
struct step_doors {
  asio::any_io_executor executor;
  clock_source& clock;
  target& to;
  workload& asks;
  timeline& seconds;
  stop_rule& rule;
  /// Processor seconds that the client's thread has used. Empty: unknown, counted as none.
  std::function<double()> cpu_seconds;
  /// What a reply of that model costs. Empty: nothing has a price.
  std::function<double(const std::string& model, const token_usage&)> price;
  /// Told of every request that ended, for a log of requests. May be empty.
  std::function<void(const sample&, const failure*)> on_sample;
};

struct step_limits {
  std::int64_t max_in_flight = 4096;  ///< of an open step
  duration call_timeout = std::chrono::minutes(3);
  duration drain = std::chrono::seconds(60);  ///< for what is out when the step is over
};

struct step_outcome {
  load_step figures;
  std::optional<stop_rule::verdict> stopped;  ///< the test has no point any more
  bool interrupted = false;
  wire::rate_headers limits;  ///< the last that were seen
  histogram e2e, ttft;        ///< for decisions between steps
};

/// One step, once. One thread.
class step_runner {
 public:
  step_runner(step_doors doors, step_plan plan, objective wanted, step_limits limits);
  ~step_runner();

  /// Sends until the step's length, count or schedule is over, then waits for replies. Cannot be
  /// cancelled in the middle: use stop().
  asio::awaitable<step_outcome> run();

  /// Sends nothing more; what is out may end. The second time: what is out is cancelled.
  void stop();

  std::uint64_t in_flight() const { return in_flight_; }
  const collector& so_far() const { return collected_; }
  time_point begun() const { return start_; }
  const step_plan& plan() const { return plan_; }

 private:
  class flight;  // a request that is out; says so when it ends in whichever way

  asio::awaitable<void> dispatch();
  asio::awaitable<bool> wait_for_room();
  void count_unsent(nanoseconds offset, arrivals& schedule);
  asio::awaitable<void> user(time_point first, std::int64_t number);
  asio::awaitable<void> think(random_stream& thoughts);
  asio::awaitable<void> send_one(job asked, time_point intended, time_point due);
  asio::awaitable<std::optional<failure>> exchange(job asked, sample& seen);
  asio::awaitable<void> heartbeat();
  asio::awaitable<void> drain_limit();
  asio::awaitable<void> rest_after(int failures);
  bool over(time_point now) const;
  bool used_up() const;
  void ended(const sample& seen, const failure* why, time_point now);
  step_outcome conclude();

  step_doors doors_;
  step_plan plan_;
  step_limits limits_;
  time_point start_, last_send_;
  collector collected_;
  task_group pace_, work_, beat_;
  wait_list room_;
  time_point room_since_{}, held_until_{};
  std::uint64_t in_flight_ = 0, dispatched_ = 0, counted_ = 0;
  bool at_limit_ = false, stopping_ = false, interrupted_ = false;
  bool nothing_left_ = false;
  std::optional<stop_rule::verdict> stopped_;
  wire::rate_headers seen_limits_;
  double cpu_at_start_ = 0, cpu_used_ = 0;
  time_point cpu_from_{}, cpu_until_{};
};

}  // namespace parley::load
