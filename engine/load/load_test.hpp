// A whole load test: one request to see that the target answers, then step after step.
// Must not know: terminals, files, where the target is.
#pragma once

#include "engine/load/rate_search.hpp"
#include "engine/load/step_runner.hpp"
#include "engine/load/step_verdict.hpp"

namespace parley::load {

struct test_settings {
  load_shape shape;
  objective wanted;
  double good_share = 0.95;  ///< of a step's requests must meet the objective for it to pass
  double precision = 0.05;   ///< of a sweep
  step_limits limits;
  std::uint64_t seed = 1;
};

/// Events for a display and logs.
class test_observer {
 public:
  virtual ~test_observer() = default;
  virtual void step_started(const step_runner&, std::size_t /*index*/) {}
  virtual void step_finished(const load_step&, step_verdict) {}
};

/// One test, once. One thread.
class load_test {
 public:
  load_test(step_doors doors, test_settings settings, test_observer& heard);

  /// The one request before the test. Errors: what came of it, for people.
  asio::awaitable<result<void>> try_target();

  /// Fills steps, seconds, sweep, stopped, limits and notes of `record`.
  asio::awaitable<void> run(load_record& record);

  /// Once: what is out may end, what was measured is kept. Twice: at once.
  void stop();
  const step_runner* current() const { return current_.get(); }

 private:
  asio::awaitable<step_outcome> run_step(step_plan plan, load_record& record);
  asio::awaitable<void> sweep(load_record& record);
  asio::awaitable<bool> try_rate(step_plan plan, rate_search& search, load_record& record);
  /// Adds the step to what its rate came to; says what that means.
  step_verdict judge(const step_outcome& out, rate_tally& so_far) const;
  void conclude_sweep(load_record& record, const rate_search& search, double base_latency) const;
  bool ended(const step_outcome& out, load_record& record) const;

  step_doors doors_;
  test_settings settings_;
  test_observer& heard_;
  std::unique_ptr<step_runner> current_;
  std::size_t steps_ = 0;
  bool stop_asked_ = false;
};

}  // namespace parley::load
