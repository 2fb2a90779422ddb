#include "cli/bench_optimise.hpp"

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "cli/bench_harm.hpp"
#include "cli/bench_methods.hpp"

namespace parley::cli {
namespace {

constexpr double worse_than = -0.001;  // of the true reward: below this is worse, not rounding
constexpr std::size_t minibatch = 24;  // of greedy acceptance
constexpr int last_epoch = 7;          // where a drifting world is valued: after its drift

/// One run: what each method truly gained over the baseline, and claimed.
struct run_result {
  double greedy = 0, greedy_claim = 0, own = 0, own_claim = 0, in_loop = 0, spent = 0;
  bool promoted = false, greedy_promoted = false, alarm = false;
  bool measured = false, covered = false, judged_better = false;
  double oracle = 0, random = 0, single = 0;  // only of reference runs
};

const prompt_library& prompts() {
  static const prompt_library loaded = prompt_library::load("es", {}).value();
  return loaded;
}

void add_references(bench_world& world, int epoch, std::size_t budget, std::uint64_t seed,
                    double base, run_result& out) {
  out.oracle = world.oracle_value(epoch) - base;
  const auto templates = standard_templates(world.baseline());
  for (const plan& one : templates)
    out.random += (world.true_value(one, epoch) - base) / static_cast<double>(templates.size());
  out.single = world.true_value(best_single_template(world, budget, seed).chosen, epoch) - base;
}

run_result play(sim::world_family family, std::uint64_t seed, const optimise_options& options) {
  bench_world::shape shape;
  shape.family = family;
  shape.seed = seed;
  shape.customers = options.customers;
  bench_world world(shape, prompts());
  const int epoch = family == sim::world_family::drift ? last_epoch : 1;
  const double base = world.true_value(world.baseline(), epoch);
  truth::optimiser_settings settings;
  settings.budget = options.budget;
  settings.seed = seed;
  const method_result greedy = greedy_acceptance(world, options.budget, minibatch, seed);
  const method_result own = own_optimiser(world, settings, {});
  run_result out;
  out.greedy = world.true_value(greedy.chosen, epoch) - base;
  out.greedy_claim = greedy.claimed;
  out.greedy_promoted = greedy.promoted;
  out.own = world.true_value(own.chosen, epoch) - base;
  out.own_claim = own.claimed;
  out.in_loop = own.in_loop;
  out.promoted = own.promoted;
  out.alarm = own.alarm;
  out.spent = static_cast<double>(own.conversations) / static_cast<double>(options.budget);
  if (own.claimed_for && own.low) {
    const double truth = world.true_value(*own.claimed_for, epoch) - base;
    out.measured = true;
    out.covered = *own.low <= truth + 1e-12 && truth - 1e-12 <= *own.high;
    out.judged_better = own.promoted && *own.low > 0;
  }
  if (seed <= options.references) add_references(world, epoch, options.budget, seed, base, out);
  return out;
}

// The runs of a family on all cores; each fills its own place, so the order never matters.
template <class Job>
void on_all_cores(std::size_t jobs, std::size_t threads, const Job& job) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  for (std::size_t t = 0; t < std::min(threads, jobs); ++t)
    workers.emplace_back([&] {
      for (std::size_t i = next++; i < jobs; i = next++) job(i);
    });
  for (std::thread& worker : workers) worker.join();
}

template <class Get>
double mean_of(const std::vector<run_result>& runs, std::size_t first, const Get& get) {
  double sum = 0;
  for (std::size_t i = 0; i < first; ++i) sum += static_cast<double>(get(runs[i]));
  return first > 0 ? sum / static_cast<double>(first) : 0;
}

class family_lines {
 public:
  family_lines(sim::world_family family, const std::vector<run_result>& runs,
               std::vector<bench_line>& out)
      : name_(family_name(family)), family_(family), runs_(runs), out_(out) {}

  void add(std::size_t references) {
    const std::size_t all = runs_.size(), some = std::min(references, all);
    const auto own = mean_of(runs_, all, [](const auto& r) { return r.own; });
    const auto greedy = mean_of(runs_, all, [](const auto& r) { return r.greedy; });
    if (some > 0) add_references(some);
    line("greedy: true gain", greedy);
    line("greedy: claimed gain", mean_of(runs_, all, [](const auto& r) { return r.greedy_claim; }));
    line("greedy: truly worse, share",
         mean_of(runs_, all, [](const auto& r) { return r.greedy < worse_than; }));
    line("greedy: changed prompt, share",
         mean_of(runs_, all, [](const auto& r) { return r.greedy_promoted; }));
    line("parley: true gain", own);
    if (family_ == sim::world_family::standard && greedy > 0)
      line("parley: true gain / greedy's", own / greedy, 0.8, false);
    line("parley: reported gain", mean_of(runs_, all, [](const auto& r) { return r.own_claim; }));
    line("parley: in-loop gain", mean_of(runs_, all, [](const auto& r) { return r.in_loop; }));
    line("parley: truly worse, share",
         mean_of(runs_, all, [](const auto& r) { return r.own < worse_than; }), 0.01, true);
    add_claims(all);
    line("parley: budget used, share", mean_of(runs_, all, [](const auto& r) { return r.spent; }));
  }

 private:
  void add_references(std::size_t some) {
    const auto oracle = mean_of(runs_, some, [](const auto& r) { return r.oracle; });
    const auto random = mean_of(runs_, some, [](const auto& r) { return r.random; });
    const auto single = mean_of(runs_, some, [](const auto& r) { return r.single; });
    const auto own = mean_of(runs_, some, [](const auto& r) { return r.own; });
    const auto greedy = mean_of(runs_, some, [](const auto& r) { return r.greedy; });
    line("oracle: true gain", oracle);
    line("random template: true gain", random);
    line("best single template: true gain", single);
    if (oracle - random < 1e-9) return;
    line("best single template: score", (single - random) / (oracle - random));
    line("greedy: score", (greedy - random) / (oracle - random));
    line("parley: score", (own - random) / (oracle - random));
    line("parley: regret", oracle - own);
  }

  void add_claims(std::size_t all) {
    const bool null = family_ == sim::world_family::null_world;
    const auto promoted = mean_of(runs_, all, [](const auto& r) { return r.promoted; });
    const auto in_vain =
        mean_of(runs_, all, [](const auto& r) { return r.promoted && r.own < 0.001; });
    line("parley: promoted, share", promoted);
    if (null)
      line("parley: false promotions, share", in_vain, 0.05, true);
    else
      line("parley: false promotions, share", in_vain);
    double measured = 0, covered = 0, missed = 0;
    for (const run_result& r : runs_) {
      measured += r.measured;
      covered += r.covered;
      missed += r.judged_better && r.own < worse_than && !r.alarm;
    }
    line("parley: runs with a measured interval", measured);
    if (measured > 0 && null) {
      line("parley: interval covers the truth", covered / measured, 0.93, false);
      line("parley: interval covers the truth", covered / measured, 0.97, true);
    } else if (measured > 0) {
      line("parley: interval covers the truth", covered / measured);
    }
    if (family_ == sim::world_family::length_biased_judge)
      line("judged better, truly worse, no alarm", missed, 0, true);
  }

  void line(std::string metric, double value) {
    out_.push_back({name_, std::move(metric), value, std::nullopt, true});
  }
  void line(std::string metric, double value, double target, bool at_most) {
    out_.push_back({name_, std::move(metric), value, target, at_most});
  }

  std::string name_;
  sim::world_family family_;
  const std::vector<run_result>& runs_;
  std::vector<bench_line>& out_;
};

}  // namespace

std::vector<bench_line> bench_optimisers(const optimise_options& options,
                                         const std::function<void(const std::string&)>& progress) {
  std::vector<sim::world_family> families = options.families;
  if (families.empty())
    for (int f = 0; f < 10; ++f) families.push_back(static_cast<sim::world_family>(f));
  std::vector<bench_line> out;
  for (const sim::world_family family : families) {
    std::vector<run_result> runs(options.runs);
    on_all_cores(options.runs, options.threads,
                 [&](std::size_t i) { runs[i] = play(family, i + 1, options); });
    family_lines(family, runs, out).add(options.references);
    progress(fmt::format("{}: {} runs, true gain {:+.3f}, reported {:+.3f}", family_name(family),
                         options.runs, mean_of(runs, runs.size(), [](auto& r) { return r.own; }),
                         mean_of(runs, runs.size(), [](auto& r) { return r.own_claim; })));
  }
  std::vector<harm_trial> harms(options.runs);
  on_all_cores(options.runs, options.threads,
               [&](std::size_t i) { harms[i] = try_harmful_edit(i + 1, options.customers); });
  double harmful = 0, caught = 0;
  for (const harm_trial& one : harms) {
    harmful += one.harmful;
    caught += one.harmful && one.caught;
  }
  out.push_back({"cohort harm", "edits that harm one cohort", harmful, std::nullopt, true});
  if (harmful > 0) out.push_back({"cohort harm", "caught, share", caught / harmful, 0.95, false});
  return out;
}

}  // namespace parley::cli
