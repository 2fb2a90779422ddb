#include "cli/bench_optimise.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "cli/bench_harm.hpp"
#include "cli/bench_world.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t family_count = 10;

// Jobs on all cores; each fills its own place, so the order never matters.
template <class Job>
void on_all_cores(const std::string& name, const optimise_options& options,
                  const bench_listener& listener, const Job& job) {
  const std::size_t jobs = options.runs;
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = options.threads == 0 ? cores : options.threads;
  std::atomic<std::size_t> next = 0;
  std::mutex guard;
  std::size_t done = 0;
  std::vector<std::thread> workers;
  for (std::size_t t = 0; t < std::min(threads, jobs); ++t)
    workers.emplace_back([&] {
      for (std::size_t i = next++; i < jobs; i = next++) {
        job(i);
        const std::lock_guard<std::mutex> lock(guard);
        ++done;
        if (listener.progress) listener.progress(name, done, jobs);
      }
    });
  for (std::thread& worker : workers) worker.join();
}

family_summary play_family(sim::world_family family, const optimise_options& options,
                           const bench_listener& listener) {
  std::vector<run_result> runs(options.runs);
  on_all_cores(family_name(family), options, listener, [&](std::size_t i) {
    run_shape shape;
    shape.family = family;
    shape.seed = options.first + i;
    shape.customers = options.customers;
    shape.budget = options.budget;
    shape.truth = options.truth;
    shape.references = options.references;
    runs[i] = play_run(shape);
  });
  return summarise(family, runs, options.references);
}

harm_summary play_harm(const optimise_options& options, const bench_listener& listener) {
  std::vector<harm_trial> trials(options.runs);
  on_all_cores("harm", options, listener, [&](std::size_t i) {
    trials[i] = try_harmful_edit(options.first + i, options.customers);
  });
  harm_summary out;
  for (const harm_trial& one : trials) {
    out.harmful += one.harmful;
    out.caught += one.harmful && one.caught;
  }
  return out;
}

void append(std::vector<bench_line>& out, std::vector<bench_line> more) {
  out.insert(out.end(), more.begin(), more.end());
}

}  // namespace

std::vector<sim::world_family> all_families() {
  std::vector<sim::world_family> out;
  for (std::size_t f = 0; f < family_count; ++f) out.push_back(static_cast<sim::world_family>(f));
  return out;
}

std::optional<std::string> choose_families(const std::vector<std::string>& words,
                                           optimise_options& out) {
  out.families.clear();
  out.harm = false;
  const auto add = [&out](sim::world_family one) {
    if (std::find(out.families.begin(), out.families.end(), one) == out.families.end())
      out.families.push_back(one);
  };
  const auto add_all = [&] {
    for (const sim::world_family one : all_families()) add(one);
    out.harm = true;
  };
  if (words.empty()) add_all();
  for (const std::string& several : words)
    for (std::size_t begin = 0; begin <= several.size();) {
      const std::size_t end = std::min(several.find(',', begin), several.size());
      const std::string word = several.substr(begin, end - begin);
      begin = end + 1;
      if (word == "all")
        add_all();
      else if (word == "harm")
        out.harm = true;
      else if (const auto one = sim::world_family_from(word))
        add(*one);
      else
        return word;
    }
  return std::nullopt;
}

std::vector<bench_line> lines_of(const harm_summary& harm) {
  std::vector<bench_line> out;
  const auto harmful = static_cast<double>(harm.harmful);
  out.push_back({"harm", "edits that harm one cohort", harmful, std::nullopt, true});
  if (harm.harmful > 0)
    out.push_back(
        {"harm", "caught, share", static_cast<double>(harm.caught) / harmful, 0.95, false});
  return out;
}

std::vector<bench_line> bench_optimisers(const optimise_options& options,
                                         const bench_listener& listener) {
  std::vector<bench_line> out;
  for (const sim::world_family family : options.families) {
    const family_summary done = play_family(family, options, listener);
    append(out, lines_of(done, family));
    if (listener.family) listener.family(done);
  }
  if (options.harm) {
    const harm_summary done = play_harm(options, listener);
    append(out, lines_of(done));
    if (listener.harm) listener.harm(done);
  }
  return out;
}

}  // namespace parley::cli
