#include "engine/load/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/load/collector.hpp"

namespace parley::load {
namespace {

void merge_metrics(load_step& into, const load_step& from) {
  for (const load_metric& m : from.metrics) {
    auto found = std::find_if(into.metrics.begin(), into.metrics.end(),
                              [&](const load_metric& known) { return known.name == m.name; });
    if (found == into.metrics.end()) {
      into.metrics.push_back(m);
      continue;
    }
    histogram both = histogram_of(*found);
    both.merge(histogram_of(m));
    *found = metric_of(m.name, m.unit, both, m.unit == "us" ? 1e-6 : 1e-3);
  }
}

int rank_of(const std::string& verdict) {
  return verdict == "bottleneck" ? 2 : verdict == "strained" ? 1 : 0;
}

void merge_health(load_health& into, const load_health& from) {
  if (rank_of(from.verdict) > rank_of(into.verdict)) {
    into.verdict = from.verdict;
    into.reason = from.reason;
  }
  into.cpu_share = std::max(into.cpu_share, from.cpu_share);
  into.lag_p50 = std::max(into.lag_p50, from.lag_p50);
  into.lag_p99 = std::max(into.lag_p99, from.lag_p99);
  into.lag_max = std::max(into.lag_max, from.lag_max);
}

void merge_step(load_step& into, const load_step& from) {
  into.offered += from.offered;
  into.measured = std::max(into.measured, from.measured);
  into.sent += from.sent;
  into.ok += from.ok;
  into.failed += from.failed;
  into.unsent += from.unsent;
  into.good += from.good;
  into.left_out += from.left_out;
  into.connections += from.connections;
  into.requests_per_sec += from.requests_per_sec;
  into.good_per_sec += from.good_per_sec;
  into.input_tokens_per_sec += from.input_tokens_per_sec;
  into.output_tokens_per_sec += from.output_tokens_per_sec;
  into.input_tokens += from.input_tokens;
  into.cached_tokens += from.cached_tokens;
  into.output_tokens += from.output_tokens;
  into.cost += from.cost;
  into.usage_estimated = into.usage_estimated || from.usage_estimated;
  into.in_flight_mean += from.in_flight_mean;
  into.in_flight_peak += from.in_flight_peak;
  into.complete = into.complete && from.complete;
  std::map<std::string, std::uint64_t> errors(into.errors.begin(), into.errors.end());
  for (const auto& [name, n] : from.errors) errors[name] += n;
  into.errors.assign(errors.begin(), errors.end());
  merge_health(into.health, from.health);
  merge_metrics(into, from);
}

// Quantiles of a second cannot be added: the worst part's are kept, and a note says so.
void merge_second(load_second& into, const load_second& from) {
  const auto weighted = [&](double a, double b) {
    const auto na = static_cast<double>(into.ok), nb = static_cast<double>(from.ok);
    return na + nb > 0 ? (a * na + b * nb) / (na + nb) : 0;
  };
  into.e2e_mean = weighted(into.e2e_mean, from.e2e_mean);
  into.ttft_mean = weighted(into.ttft_mean, from.ttft_mean);
  into.sent += from.sent;
  into.ok += from.ok;
  into.failed += from.failed;
  into.limited += from.limited;
  into.in_flight += from.in_flight;
  into.output_tokens += from.output_tokens;
  for (const auto quantile :
       {&load_second::e2e_p50, &load_second::e2e_p95, &load_second::e2e_p99, &load_second::ttft_p50,
        &load_second::ttft_p95, &load_second::ttft_p99, &load_second::lag_max})
    into.*quantile = std::max(into.*quantile, from.*quantile);
}

std::optional<failure> mismatch(const load_record& a, const load_record& b) {
  std::string what;
  if (a.steps.size() != b.steps.size()) what = "the number of steps";
  for (std::size_t i = 0; what.empty() && i < a.steps.size(); ++i)
    if (a.steps[i].kind != b.steps[i].kind) what = fmt::format("the kind of step {}", i + 1);
  if (a.objective != b.objective) what = "the objective";
  if (a.model != b.model) what = "the model";
  if (a.sweep || b.sweep) what = "nothing but a sweep's rates, which each machine chose by itself";
  if (what.empty()) return std::nullopt;
  return fail(failure_code::invalid_input,
              fmt::format("{} and {} do not belong together: they differ in {}; expected results "
                          "of the same command",
                          a.id, b.id, what));
}

}  // namespace

result<load_record> merge_loads(const std::vector<load_record>& parts) {
  if (parts.size() < 2)
    return fail(failure_code::invalid_input, "expected at least two results to merge");
  load_record all = parts.front();
  for (std::size_t p = 1; p < parts.size(); ++p) {
    const load_record& part = parts[p];
    if (auto problem = mismatch(all, part)) return std::move(*problem);
    for (std::size_t i = 0; i < all.steps.size(); ++i) merge_step(all.steps[i], part.steps[i]);
    for (const load_second& row : part.seconds) {
      if (row.second < all.seconds.size())
        merge_second(all.seconds[row.second], row);
      else
        all.seconds.push_back(row);
    }
    if (part.is_partial() && !all.is_partial()) {
      all.stopped = part.stopped;
      all.stop_detail = part.id + ": " + part.stop_detail;
    }
    all.wall_sec = std::max(all.wall_sec, part.wall_sec);
    all.id += "+" + part.id;
  }
  all.requirements.clear();
  all.notes.push_back(fmt::format(
      "Merged from {} results. Each second shows the quantiles of its slowest part; the steps' "
      "quantiles are of all requests together.",
      parts.size()));
  return all;
}

}  // namespace parley::load
