#include "cli/bench_summary.hpp"

#include <cmath>

#include "cli/bench_world.hpp"

namespace parley::cli {
namespace {

template <class Get>
double mean_of(std::span<const run_result> runs, const Get& get) {
  double sum = 0;
  for (const run_result& run : runs) sum += static_cast<double>(get(run));
  return runs.empty() ? 0 : sum / static_cast<double>(runs.size());
}

method_run mean_of(std::span<const run_result> runs, method_run run_result::* which) {
  method_run out;
  out.gain = mean_of(runs, [&](const run_result& r) { return (r.*which).gain; });
  out.claimed = mean_of(runs, [&](const run_result& r) { return (r.*which).claimed; });
  out.changed = mean_of(runs, [&](const run_result& r) { return (r.*which).changed; });
  out.in_vain = mean_of(runs, [&](const run_result& r) { return (r.*which).in_vain; });
  out.worse = mean_of(runs, [&](const run_result& r) { return (r.*which).worse; });
  return out;
}

method_row row_of(std::string name, const method_run& mean, double baseline) {
  method_row out;
  out.method = std::move(name);
  out.gain = mean.gain;
  out.value = baseline + mean.gain;
  out.changed = mean.changed;
  out.in_vain = mean.in_vain;
  out.worse = mean.worse;
  return out;
}

class line_list {
 public:
  explicit line_list(std::string family) : family_(std::move(family)) {}
  void add(const std::string& metric, double value) {
    out_.push_back({family_, metric, value, std::nullopt, true});
  }
  void at_most(const std::string& metric, double value, double target) {
    out_.push_back({family_, metric, value, target, true});
  }
  void at_least(const std::string& metric, double value, double target) {
    out_.push_back({family_, metric, value, target, false});
  }
  std::vector<bench_line> take() { return std::move(out_); }

 private:
  std::string family_;
  std::vector<bench_line> out_;
};

void add_method(line_list& out, const method_row& row, bool null, bool own) {
  const std::string name = row.method + ": ";
  out.add(name + "true value", row.value);
  out.add(name + "true gain", row.gain);
  if (row.score) out.add(name + "score", *row.score);
  out.add(name + "regret", row.regret);
  if (row.claimed) out.add(name + "reported gain", *row.claimed);
  if (row.changed) out.add(name + "promoted, share", *row.changed);
  if (row.in_vain && own && null)
    out.at_most(name + "false promotions, share", *row.in_vain, 0.05);
  else if (row.in_vain)
    out.add(name + "false promotions, share", *row.in_vain);
  if (row.worse && own)
    out.at_most(name + "truly worse, share", *row.worse, 0.01);
  else if (row.worse)
    out.add(name + "truly worse, share", *row.worse);
}

void add_interval(line_list& out, const family_summary& s, bool null) {
  out.add("parley: runs with a measured interval", static_cast<double>(s.measured));
  if (s.measured == 0) return;
  const std::string name = "parley: interval covers the true gain";
  if (null) {
    out.at_least(name, s.covers_truth, 0.93);
    out.at_most(name, s.covers_truth, 0.97);
  } else {
    out.add(name, s.covers_truth);
  }
  out.add("parley: interval covers the judge's gain", s.covers_judge);
  out.add("standard error of a coverage", s.error_of(s.covers_truth));
  out.add("parley: reported less true gain", s.bias);
}

double gain_in(const family_summary& s, std::string_view method) {
  for (const method_row& row : s.methods)
    if (row.method == method) return row.gain;
  return 0;
}

}  // namespace

double family_summary::error_of(double share) const {
  return measured == 0 ? 0 : std::sqrt(share * (1 - share) / static_cast<double>(measured));
}

family_summary summarise(sim::world_family family, std::span<const run_result> runs,
                         bool references) {
  family_summary out;
  out.family = family_name(family);
  out.runs = runs.size();
  const double baseline = mean_of(runs, [](const run_result& r) { return r.baseline; });
  const double oracle = mean_of(runs, [](const run_result& r) { return r.oracle; });
  const method_run random = mean_of(runs, &run_result::random);
  if (references) {
    out.methods.push_back({"oracle", baseline + oracle, oracle, {}, 0, {}, {}, {}, {}});
    out.methods.push_back(row_of("random template", random, baseline));
    out.methods.push_back(
        row_of("best single template", mean_of(runs, &run_result::single), baseline));
    const method_run greedy = mean_of(runs, &run_result::greedy);
    out.methods.push_back(row_of("greedy", greedy, baseline));
    out.methods.back().claimed = greedy.claimed;
  }
  const method_run own = mean_of(runs, &run_result::own);
  out.methods.push_back(row_of("parley", own, baseline));
  out.methods.back().claimed = own.claimed;
  for (method_row& row : out.methods) {
    row.regret = oracle - row.gain;
    if (references && oracle - random.gain > 1e-6)
      row.score = (row.gain - random.gain) / (oracle - random.gain);
  }
  for (const run_result& run : runs) {
    if (!run.interval.any) continue;
    ++out.measured;
    out.covers_truth += run.interval.covers_truth;
    out.covers_judge += run.interval.covers_judge;
    out.bias += run.interval.error;
  }
  for (double* share : {&out.covers_truth, &out.covers_judge, &out.bias})
    *share /= static_cast<double>(std::max<std::size_t>(1, out.measured));
  out.in_loop = mean_of(runs, [](const run_result& r) { return r.in_loop; });
  out.budget_used = mean_of(runs, [](const run_result& r) { return r.budget_used; });
  out.fooled = mean_of(runs, [](const run_result& r) { return r.fooled; });
  return out;
}

std::vector<bench_line> lines_of(const family_summary& summary, sim::world_family family) {
  const bool null = family == sim::world_family::null_world;
  line_list out(summary.family);
  out.add("runs", static_cast<double>(summary.runs));
  for (const method_row& row : summary.methods) add_method(out, row, null, row.method == "parley");
  const double greedy = gain_in(summary, "greedy");
  if (family == sim::world_family::standard && greedy > 0)
    out.at_least("parley: true gain / greedy's", gain_in(summary, "parley") / greedy, 0.8);
  add_interval(out, summary, null);
  out.add("parley: gain that its search alone would claim", summary.in_loop);
  out.add("parley: budget used, share", summary.budget_used);
  if (family == sim::world_family::length_biased_judge)
    out.at_most("judged better, truly worse, no alarm, share", summary.fooled, 0);
  return out.take();
}

}  // namespace parley::cli
