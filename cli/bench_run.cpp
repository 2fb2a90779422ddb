#include "cli/bench_run.hpp"

#include "cli/bench_methods.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t minibatch = 24;  // of greedy acceptance
constexpr std::size_t templates_of_a_run = 6;
constexpr std::size_t few = 240,
                      some = 1500;  // customers of the truth for what is not parley's own
constexpr int last_epoch = 7;       // where a drifting world is valued: after its drift

const prompt_library& prompts() {
  static const prompt_library loaded = prompt_library::load("es", {}).value();
  return loaded;
}

class played_run {
 public:
  explicit played_run(const run_shape& shape)
      : shape_(shape),
        world_(world_of(shape), prompts()),
        epoch_(shape.family == sim::world_family::drift ? last_epoch : 1) {}

  run_result play() {
    out_.baseline = world_.true_worth(world_.baseline(), epoch_).reward;
    if (shape_.references) {
      play_templates();
      play_greedy();
    }
    play_own();
    return out_;
  }

 private:
  static bench_world::shape world_of(const run_shape& shape) {
    bench_world::shape out;
    out.family = shape.family;
    out.seed = shape.seed;
    out.customers = shape.customers;
    out.judges_of_truth = shape.truth;
    return out;
  }
  double gain_of(const plan& one) { return world_.true_worth(one, epoch_).reward - out_.baseline; }

  // What no interval is held against may be valued on fewer: a gain is off by about 0.002.
  double sampled_gain_of(const plan& one) {
    return world_.sample_value(one, epoch_, some) -
           world_.sample_value(world_.baseline(), epoch_, some);
  }

  void play_templates() {
    const double sampled = world_.sample_value(world_.baseline(), epoch_, few);
    out_.oracle = world_.oracle_value(epoch_, few) - sampled;
    // As good as drawing: every seed has the next few, so that all have their turn.
    const auto templates = standard_templates(world_.baseline());
    const double share = 1.0 / static_cast<double>(templates_of_a_run);
    for (std::size_t k = 0; k < templates_of_a_run; ++k) {
      const std::size_t at = (shape_.seed * 7 + k * templates.size() / templates_of_a_run);
      method_run drawn;
      drawn.gain = world_.sample_value(templates[at % templates.size()], epoch_, few) - sampled;
      drawn.judge_change(true);
      out_.random.gain += share * drawn.gain;
      out_.random.changed += share;
      out_.random.in_vain += share * drawn.in_vain;
      out_.random.worse += share * drawn.worse;
    }
    out_.single.gain =
        sampled_gain_of(best_single_template(world_, shape_.budget, shape_.seed).chosen);
    out_.single.judge_change(true);
  }

  void play_greedy() {
    const method_result done = greedy_acceptance(world_, shape_.budget, minibatch, shape_.seed);
    out_.greedy.gain = sampled_gain_of(done.chosen);
    out_.greedy.claimed = done.claimed;
    out_.greedy.judge_change(done.promoted);
  }

  void play_own() {
    truth::optimiser_settings settings;
    settings.budget = shape_.budget;
    settings.seed = shape_.seed;
    const method_result done = own_optimiser(world_, settings, {});
    out_.own.gain = gain_of(done.chosen);
    out_.own.claimed = done.claimed;
    out_.own.judge_change(done.promoted);
    out_.in_loop = done.in_loop;
    out_.budget_used = static_cast<double>(done.conversations) / static_cast<double>(shape_.budget);
    if (!done.claimed_for || !done.low) return;
    look_at_interval(done);
    out_.fooled = done.promoted && *done.low > 0 && out_.own.gain < worse_than && !done.alarm;
  }

  // In a drifting world the interval is about the world as it was then.
  void look_at_interval(const method_result& done) {
    const worth before = world_.true_worth(world_.baseline(), done.epoch);
    const worth after = world_.true_worth(*done.claimed_for, done.epoch);
    const auto covers = [&](double gain) {
      return *done.low <= gain + 1e-12 && gain - 1e-12 <= *done.high;
    };
    out_.interval.any = true;
    out_.interval.error = done.measured - (after.reward - before.reward);
    out_.interval.covers_truth = covers(after.reward - before.reward);
    out_.interval.covers_judge = covers(after.judged - before.judged);
  }

  run_shape shape_;
  bench_world world_;
  int epoch_;
  run_result out_;
};

}  // namespace

void method_run::judge_change(bool is_changed) {
  changed = is_changed ? 1 : 0;
  in_vain = is_changed && gain < gain_from ? 1 : 0;
  worse = gain < worse_than ? 1 : 0;
}

run_result play_run(const run_shape& shape) {
  return played_run(shape).play();
}

}  // namespace parley::cli
