// What the charts of a load test's page are drawn from.
#include <algorithm>
#include <bit>

#include "base/json.hpp"
#include "output/load_page_parts.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

constexpr std::size_t most_distributions = 8;

json::value quantiles(const load_metric* m) {
  if (m == nullptr) return nullptr;
  return {{"p50", m->p50}, {"p95", m->p95}, {"p99", m->p99}};
}

/// Highest value of a cell, in seconds: the layout of HdrHistogram with 3 digits.
double cell_end(std::uint32_t index) {
  const std::uint32_t row = index >> 10;
  const std::uint64_t sub = index & 1023;
  const std::uint64_t width = row == 0 ? 1 : std::uint64_t{1} << (row - 1);
  const std::uint64_t low = row == 0 ? sub : (sub + 1024) << (row - 1);
  return static_cast<double>(low + width - 1) / 1e6;
}

double value_at(const load_metric& m, double share) {
  const double wanted = share * static_cast<double>(m.count);
  double seen = 0;
  for (const auto& [index, times] : m.cells) {
    seen += static_cast<double>(times);
    if (seen >= wanted) return std::min(cell_end(index), m.max);
  }
  return m.max;
}

/// [share, corrected, uncorrected] at shares that halve what is left, four to a halving.
json::array distribution(const load_metric& due, const load_metric& sent) {
  json::array points;
  for (double left = 1; left * static_cast<double>(due.count) >= 1; left *= 0.84) {
    const double share = 1 - left;
    points.push_back(json::array{share, value_at(due, share), value_at(sent, share)});
  }
  return points;
}

json::value steps_json(const load_record& r) {
  json::array steps;
  for (const load_step& s : r.steps)
    steps.push_back({{"name", s.name},
                     {"rps", s.requests_per_sec},
                     {"out_tps", s.output_tokens_per_sec},
                     {"ttft", quantiles(s.metric("ttft"))},
                     {"e2e", quantiles(s.metric("e2e"))}});
  return steps;
}

template <class Of>
json::array column(const load_record& r, Of of) {
  json::array out;
  for (const load_second& s : r.seconds) out.push_back(json::value(of(s)));
  return out;
}

json::value seconds_json(const load_record& r) {
  json::object out;
  out["second"] = column(r, [](auto& s) { return s.second; });
  out["step"] = column(r, [](auto& s) { return s.step; });
  out["warmup"] = column(r, [](auto& s) { return s.warmup; });
  out["ok"] = column(r, [](auto& s) { return s.ok; });
  out["failed"] = column(r, [](auto& s) { return s.failed; });
  out["limited"] = column(r, [](auto& s) { return s.limited; });
  out["in_flight"] = column(r, [](auto& s) { return s.in_flight; });
  out["output_tokens"] = column(r, [](auto& s) { return s.output_tokens; });
  out["e2e_p50"] = column(r, [](auto& s) { return s.e2e_p50; });
  out["e2e_p95"] = column(r, [](auto& s) { return s.e2e_p95; });
  out["e2e_p99"] = column(r, [](auto& s) { return s.e2e_p99; });
  out["ttft_p50"] = column(r, [](auto& s) { return s.ttft_p50; });
  out["ttft_p95"] = column(r, [](auto& s) { return s.ttft_p95; });
  out["ttft_p99"] = column(r, [](auto& s) { return s.ttft_p99; });
  out["lag_max"] = column(r, [](auto& s) { return s.lag_max; });
  return out;
}

/// Where on the curve's axis (completed requests a second) an offered rate stands.
double completed_at(const load_record& r, double offered) {
  for (const load_step& s : r.steps)
    if (s.kind == "rate" && s.offered == offered && offered > 0) return s.requests_per_sec;
  return 0;
}

}  // namespace

std::string load_page_data(const load_record& r) {
  json::array distributions;
  for (const load_step& s : r.steps) {
    const load_metric *due = s.metric("e2e"), *sent = s.metric("e2e_sent");
    if (due == nullptr || sent == nullptr || distributions.size() == most_distributions) continue;
    distributions.push_back({{"name", s.name}, {"points", distribution(*due, *sent)}});
  }
  json::value sweep = nullptr;
  if (r.sweep)
    sweep = {{"knee_rps", completed_at(r, r.sweep->knee_rate)},
             {"best_rps", completed_at(r, r.sweep->highest_rate)}};
  json::value document = {{"steps", steps_json(r)},
                          {"seconds", seconds_json(r)},
                          {"sweep", std::move(sweep)},
                          {"distributions", std::move(distributions)}};
  make_portable(document);
  return json::serialize(document);
}

}  // namespace parley
