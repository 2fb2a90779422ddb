#include "engine/load/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/load/collector.hpp"
#include "engine/scoring/statistics.hpp"

namespace parley::load {
namespace {

constexpr std::size_t least_seconds = 5;
constexpr std::uint64_t least_requests = 20;
constexpr std::string_view compared[] = {"rps",      "out_tps",  "good",    "errors",   "p50.ttft",
                                         "p95.ttft", "p99.ttft", "p95.itl", "p50.tpot", "mean.e2e",
                                         "p50.e2e",  "p95.e2e",  "p99.e2e"};

struct estimated {
  double value = 0;
  interval range;
};

/// The seconds of a step that were measured whole.
std::vector<const load_second*> seconds_of(const load_record& record, std::size_t step) {
  std::vector<const load_second*> rows;
  const load_step& s = record.steps[step];
  const double from = s.started + s.warmup, until = from + s.measured;
  for (const load_second& row : record.seconds)
    if (row.second >= from && row.second + 1 <= until) rows.push_back(&row);
  return rows;
}

/// One test's step under comparison.
class side {
 public:
  side(const load_record& record, std::size_t step, double confidence)
      : step_(record.steps[step]),
        rows_(seconds_of(record, step)),
        size_(effective_size(record, step)),
        confidence_(confidence),
        z_(normal_quantile(0.5 + confidence / 2)) {}

  std::optional<double> value(const figure_name& figure) const { return value_of(figure, step_); }
  std::optional<estimated> estimate(const figure_name& figure) const {
    const auto value = value_of(figure, step_);
    if (!value || rows_.size() < least_seconds || step_.ok < least_requests) return std::nullopt;
    if (figure.metric == "rps") return over_seconds(*value, [](auto& r) { return double(r.ok); });
    if (figure.metric == "out_tps")
      return over_seconds(*value, [](auto& r) { return r.output_tokens; });
    if (figure.unit == figure_unit::share) return share(*value);
    const load_metric* metric = step_.metric(figure.metric);
    if (metric == nullptr || metric->count < least_requests) return std::nullopt;
    // A request has many gaps between pieces; they are no more independent than requests are.
    const double n = std::min(size_, static_cast<double>(metric->count));
    if (figure.stat == "mean") {
      const double half = z_ * metric->deviation / std::sqrt(n);
      return estimated{*value, {*value - half, *value + half}};
    }
    return quantile(*value, *metric, figure.stat, n);
  }

 private:
  template <class Of>
  estimated over_seconds(double value, Of of) const {
    std::vector<double> values;
    for (const load_second* row : rows_) values.push_back(of(*row));
    const auto mean = mean_estimate(values, confidence_);
    const double half = mean.high.value_or(mean.mean) - mean.mean;
    return {value, {value - half, value + half}};
  }

  estimated share(double p) const {
    const double n = size_, zz = z_ * z_;
    const double middle = (p + zz / (2 * n)) / (1 + zz / n);
    const double half = z_ * std::sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n);
    return {p, {std::min(p, middle - half), std::max(p, middle + half)}};
  }

  estimated quantile(double value, const load_metric& metric, std::string_view stat,
                     double n) const {
    const double p = std::stod(std::string(stat.substr(1))) / 100;
    const double half = z_ * std::sqrt(p * (1 - p) / n);
    const histogram values = histogram_of(metric);
    const double scale = metric.unit == "us" ? 1e-6 : 1e-3;
    const auto at = [&](double share) {
      return static_cast<double>(values.quantile(std::clamp(share, 0.0, 1.0))) * scale;
    };
    return {value, {std::min(value, at(p - half)), std::max(value, at(p + half))}};
  }

  const load_step& step_;
  std::vector<const load_second*> rows_;
  double size_, confidence_, z_;
};

figure_difference difference_of(const figure_name& figure, std::string name, const side& before,
                                const side& after) {
  figure_difference out;
  out.figure = std::move(name);
  out.unit = figure.unit;
  out.before = before.value(figure);
  out.after = after.value(figure);
  const auto a = before.estimate(figure), b = after.estimate(figure);
  if (!a || !b) return out;
  const double change = b->value - a->value;
  out.change.low = change - std::hypot(b->value - b->range.low, a->range.high - a->value);
  out.change.high = change + std::hypot(b->range.high - b->value, a->value - a->range.low);
  out.says = finding::no_difference;
  if (out.change.low > 0) out.says = figure.more_is_better ? finding::better : finding::worse;
  if (out.change.high < 0) out.says = figure.more_is_better ? finding::worse : finding::better;
  return out;
}

void add_cautions(const load_record& r, std::string_view which, std::vector<std::string>& out) {
  if (r.is_partial())
    out.push_back(fmt::format("{} is partial ({}: {}).", which, r.stopped, r.stop_detail));
  for (const load_step& s : r.steps)
    if (s.health.verdict == "bottleneck")
      out.push_back(fmt::format("In {}, step {}: {}.", which, s.name, s.health.reason));
}

}  // namespace

std::string_view to_string(finding what) {
  switch (what) {
    case finding::better:
      return "better";
    case finding::worse:
      return "worse";
    case finding::no_difference:
      return "no difference shown";
    case finding::unknown:
      break;
  }
  return "too little to say";
}

double effective_size(const load_record& record, std::size_t step) {
  const load_step& s = record.steps[step];
  const load_metric* e2e = s.metric("e2e");
  const auto n = static_cast<double>(s.ok + s.failed);
  if (e2e == nullptr || e2e->deviation <= 0) return n;
  // Variance of the seconds' means, weighted by their requests, against deviation^2 / requests.
  double requests = 0, spread = 0;
  std::size_t used = 0;
  for (const load_second* row : seconds_of(record, step)) {
    if (row->ok == 0) continue;
    const auto here = static_cast<double>(row->ok);
    spread += here * (row->e2e_mean - e2e->mean) * (row->e2e_mean - e2e->mean);
    requests += here;
    ++used;
  }
  if (used < least_seconds || requests == 0) return n;
  const double effect = spread / static_cast<double>(used - 1) / (e2e->deviation * e2e->deviation);
  return n / std::max(1.0, effect);
}

load_difference compare_loads(const load_record& before, const load_record& after,
                              double confidence) {
  load_difference out;
  std::vector<bool> taken(after.steps.size());
  for (std::size_t i = 0; i < before.steps.size(); ++i) {
    const std::string& name = before.steps[i].name;
    std::size_t j = 0;
    while (j < after.steps.size() && (taken[j] || after.steps[j].name != name)) ++j;
    if (j == after.steps.size()) {
      out.unmatched.push_back(name + " (before)");
      continue;
    }
    taken[j] = true;
    step_difference step{name, {}};
    const side a(before, i, confidence), b(after, j, confidence);
    for (const std::string_view figure : compared) {
      auto difference = difference_of(*figure_of(figure), std::string(figure), a, b);
      if (difference.before || difference.after) step.figures.push_back(std::move(difference));
    }
    const auto unknown = [](const figure_difference& d) { return d.says == finding::unknown; };
    if (std::all_of(step.figures.begin(), step.figures.end(), unknown))
      out.cautions.push_back(
          fmt::format("Step {} was too short for intervals: they need {} whole seconds and {} "
                      "requests; measure with a longer --duration.",
                      name, least_seconds, least_requests));
    out.steps.push_back(std::move(step));
  }
  for (std::size_t j = 0; j < after.steps.size(); ++j)
    if (!taken[j]) out.unmatched.push_back(after.steps[j].name + " (after)");
  if (before.workload != after.workload)
    out.cautions.push_back(
        fmt::format("The workloads differ: {} before, {} after.", before.workload, after.workload));
  if (before.objective != after.objective)
    out.cautions.push_back("The objectives differ: shares of good requests do not compare.");
  add_cautions(before, "the first result", out.cautions);
  add_cautions(after, "the second result", out.cautions);
  return out;
}

}  // namespace parley::load
