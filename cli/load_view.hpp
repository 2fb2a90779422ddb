// The live display of a load test, and the lasting line of each finished step.
// Must not know: how load is made; it only looks.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "engine/load/load_test.hpp"

namespace parley::cli {

/// What the display shows.
struct load_view_state {
  std::string target;                 ///< "gpt-4.1-mini at https://…"
  std::string step;                   ///< "50 requests/s"
  std::size_t number = 1, steps = 0;  ///< steps 0: unknown (a sweep)
  double elapsed = 0, length = 0;     ///< of the step; length 0: until a count
  bool warmup = false;
  load_second last;  ///< the last whole second
  std::uint64_t ok = 0, failed = 0, in_flight = 0;
  double good_share = 1;
  bool has_objective = false;
  double e2e_p50 = 0, e2e_p95 = 0, e2e_p99 = 0;  ///< of the step so far, seconds
  double ttft_p50 = 0, ttft_p95 = 0, ttft_p99 = 0;
  double lag_p99 = 0;
  std::vector<double> tokens;  ///< output tokens of each second, the newest last
};

/// At most `width` columns a line.
std::vector<std::string> render_load(const load_view_state& state, std::size_t width,
                                     const console& con);

class load_view final : public load::test_observer {
 public:
  load_view(console& con, std::string target, std::size_t steps, bool has_objective);

  /// Draws; call several times a second. No-op without animation.
  void tick(const load::load_test& test, const load::timeline& seconds, time_point now);
  void clear();
  void notice(const std::string& text);

  void step_started(const load::step_runner& step, std::size_t index) override;
  void step_finished(const load_step& step, load::step_verdict verdict) override;

 private:
  void line(const std::string& text);
  std::string verdict_mark(load::step_verdict verdict) const;
  console& con_;
  load_view_state state_;
  std::size_t drawn_lines_ = 0;
  bool headed_ = false;
  std::set<std::string> told_;  ///< verdicts on the client that were explained
};

}  // namespace parley::cli
