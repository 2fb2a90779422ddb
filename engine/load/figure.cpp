#include "engine/load/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/load/objective.hpp"

namespace parley::load {
namespace {

constexpr std::array<std::string_view, 9> stats{"mean", "min", "p50",   "p75", "p90",
                                                "p95",  "p99", "p99.9", "max"};
constexpr std::array<std::string_view, 10> metrics{
    "e2e", "e2e_sent", "ttft", "ttft_sent", "itl", "tpot", "connect", "held", "lag", "user_rate"};

struct lone_figure {
  std::string_view name;
  figure_unit unit;
  bool more_is_better;
  double (*of)(const load_step&);
};
constexpr std::array<lone_figure, 9> lone{{
    {"rps", figure_unit::rate, true, [](const load_step& s) { return s.requests_per_sec; }},
    {"good_rps", figure_unit::rate, true, [](const load_step& s) { return s.good_per_sec; }},
    {"good", figure_unit::share, true, [](const load_step& s) { return s.good_share(); }},
    {"errors", figure_unit::share, false, [](const load_step& s) { return s.error_share(); }},
    {"limited", figure_unit::share, false, [](const load_step& s) { return s.limited_share(); }},
    {"in_tps", figure_unit::rate, true, [](const load_step& s) { return s.input_tokens_per_sec; }},
    {"out_tps", figure_unit::rate, true,
     [](const load_step& s) { return s.output_tokens_per_sec; }},
    {"total_tps", figure_unit::rate, true,
     [](const load_step& s) { return s.input_tokens_per_sec + s.output_tokens_per_sec; }},
    {"cpu", figure_unit::share, false, [](const load_step& s) { return s.health.cpu_share; }},
}};

double stat_of(const load_metric& m, std::string_view stat) {
  const std::array<double, 9> values{m.mean, m.min, m.p50,  m.p75, m.p90,
                                     m.p95,  m.p99, m.p999, m.max};
  const auto at = std::find(stats.begin(), stats.end(), stat) - stats.begin();
  return values[static_cast<std::size_t>(at)];
}

}  // namespace

std::optional<figure_name> figure_of(std::string_view text) {
  if (text == "max_rate") return figure_name{"", "max_rate", figure_unit::rate, true};
  for (const lone_figure& f : lone)
    if (f.name == text) return figure_name{"", std::string(text), f.unit, f.more_is_better};
  const auto dot = text.rfind('.');
  if (dot == text.npos) return std::nullopt;
  const auto stat = text.substr(0, dot), metric = text.substr(dot + 1);
  if (std::find(stats.begin(), stats.end(), stat) == stats.end() ||
      std::find(metrics.begin(), metrics.end(), metric) == metrics.end())
    return std::nullopt;
  const bool speed = metric == "user_rate";
  return figure_name{std::string(stat), std::string(metric),
                     speed ? figure_unit::rate : figure_unit::seconds, speed};
}

std::string known_figures() {
  std::string out = "STAT.METRIC with STAT of";
  for (const auto s : stats) out += fmt::format(" {}", s);
  out += " and METRIC of";
  for (const auto m : metrics) out += fmt::format(" {}", m);
  out += "; or one of";
  for (const auto& f : lone) out += fmt::format(" {}", f.name);
  return out + " max_rate";
}

std::optional<double> value_of(const figure_name& figure, const load_step& step) {
  for (const lone_figure& f : lone)
    if (figure.stat.empty() && f.name == figure.metric) return f.of(step);
  const load_metric* m = step.metric(figure.metric);
  if (m == nullptr || m->count == 0 || figure.stat.empty()) return std::nullopt;
  return stat_of(*m, figure.stat);
}

std::vector<std::size_t> answering_steps(const load_record& record) {
  std::vector<std::size_t> all;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < record.steps.size(); ++i) {
    all.push_back(i);
    const load_step& s = record.steps[i];
    if (record.sweep && s.kind == "rate" && s.offered == record.sweep->highest_rate) best = i;
  }
  if (!record.sweep || all.empty()) return all;
  return {best.value_or(0)};
}

std::string amount_text(double value) {
  return value >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

std::string figure_text(double value, figure_unit unit) {
  switch (unit) {
    case figure_unit::seconds:
      if (value < 0.001) return fmt::format("{:.0f} us", 1e6 * value);
      if (value < 1) return fmt::format("{:.3g} ms", 1e3 * value);
      return fmt::format("{:.4g} s", value);
    case figure_unit::share:
      return fmt::format("{:.4g} %", 100 * value);
    case figure_unit::rate:
      return amount_text(value) + "/s";
    case figure_unit::count:
      break;
  }
  return amount_text(value);
}

}  // namespace parley::load
