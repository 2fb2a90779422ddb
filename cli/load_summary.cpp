#include "cli/load_summary.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/table.hpp"
#include "engine/load/figure.hpp"
#include "output/format.hpp"

namespace parley::cli {
namespace {

using load::amount_text;
using load::figure_text;
using load::figure_unit;

struct metric_label {
  std::string_view name, label;
};
constexpr metric_label labels[] = {{"ttft", "time to first token"},
                                   {"ttft_sent", "  since really sent"},
                                   {"itl", "gap between pieces"},
                                   {"tpot", "time per output token"},
                                   {"e2e", "end to end"},
                                   {"e2e_sent", "  since really sent"},
                                   {"connect", "connection set-up"},
                                   {"held", "held back (in flight)"},
                                   {"lag", "the client's own lag"}};

void say(std::vector<std::string>& lines, const std::string& text, std::size_t width) {
  bool first = true;
  for (const std::string& piece :
       wrap(printable_line(text), std::max<std::size_t>(width, 24) - 4)) {
    lines.push_back((first ? "  " : "    ") + piece);
    first = false;
  }
}

std::string time_text(double seconds) {
  return figure_text(seconds, figure_unit::seconds);
}

void step_metrics(std::vector<std::string>& lines, const load_step& step, const console& con,
                  bool wide) {
  table t;
  t.column("");
  for (const char* name : {"mean", "p50", "p90", "p95", "p99"}) t.column(name, table::align::right);
  if (wide) t.column("p99.9", table::align::right);
  t.column("max", table::align::right);
  for (const auto& [name, label] : labels) {
    const load_metric* m = step.metric(name);
    if (m == nullptr || (m->max == 0 && m->name == "held")) continue;
    std::vector<cell> cells{cell(std::string(label))};
    for (const double v : {m->mean, m->p50, m->p90, m->p95, m->p99})
      cells.emplace_back(time_text(v));
    if (wide) cells.emplace_back(time_text(m->p999));
    cells.emplace_back(time_text(m->max));
    t.row(std::move(cells));
  }
  for (const std::string& line : t.render(con)) lines.push_back("  " + line);
}

void step_counts(std::vector<std::string>& lines, const load_step& s, const load_record& record,
                 std::size_t width) {
  say(lines,
      fmt::format("{} requests in {}: {} ok ({}/s), {} failed{}; {:.1f} in flight on average, {} "
                  "at most",
                  s.sent, duration_text(s.measured), s.ok, amount_text(s.requests_per_sec),
                  s.failed, s.unsent > 0 ? fmt::format(", {} due and never sent", s.unsent) : "",
                  s.in_flight_mean, s.in_flight_peak),
      width);
  const load_metric* speed = s.metric("user_rate");
  say(lines,
      fmt::format("tokens per second: {} in, {} out, {} in all{}{}",
                  amount_text(s.input_tokens_per_sec), amount_text(s.output_tokens_per_sec),
                  amount_text(s.input_tokens_per_sec + s.output_tokens_per_sec),
                  speed ? fmt::format("; {} out to each user at p50", amount_text(speed->p50)) : "",
                  s.usage_estimated ? "; estimated, the server reported no usage" : ""),
      width);
  if (s.cached_tokens > 0 && s.input_tokens > 0)
    say(lines,
        fmt::format(
            "{} of the input came from the prompt cache",
            figure_text(static_cast<double>(s.cached_tokens) / static_cast<double>(s.input_tokens),
                        figure_unit::share)),
        width);
  if (s.cost > 0 && s.ok > 0)
    say(lines,
        fmt::format("cost at the configured prices: {:.4g}, {:.4g} per 1,000 requests", s.cost,
                    1000 * s.cost / static_cast<double>(s.ok)),
        width);
  if (!record.objective.empty())
    say(lines,
        fmt::format("objective {}: {} good, {} good requests/s", record.objective,
                    figure_text(s.good_share(), figure_unit::share), amount_text(s.good_per_sec)),
        width);
  if (s.failed > 0) {
    std::string kinds;
    for (const auto& [name, n] : s.errors)
      kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", n, name);
    say(lines,
        fmt::format("failures: {}; share of 429: {}", kinds,
                    figure_text(s.limited_share(), figure_unit::share)),
        width);
  }
  say(lines,
      fmt::format("client: {}; {} of a core, own lag p99 {}{}", s.health.verdict,
                  figure_text(s.health.cpu_share, figure_unit::share), time_text(s.health.lag_p99),
                  s.health.reason.empty() ? "" : "; " + s.health.reason),
      width);
}

void sweep_lines(std::vector<std::string>& lines, const load_sweep& sweep,
                 const load_record& record, std::size_t width) {
  if (sweep.highest_rate > 0)
    say(lines,
        fmt::format("Highest rate that met {} for {} of the requests: {:.5g} requests/s{}.",
                    record.objective, figure_text(record.good_share_wanted, figure_unit::share),
                    sweep.highest_rate,
                    sweep.lowest_failed > 0
                        ? fmt::format(" (at {:.5g} it did not)", sweep.lowest_failed)
                        : ""),
        width);
  else
    say(lines, "No rate that was tried met the objective.", width);
  if (sweep.knee_rate > 0)
    say(lines,
        fmt::format("Knee, where latency begins to rise faster than throughput: {:.5g} requests/s.",
                    sweep.knee_rate),
        width);
  if (sweep.concurrency > 0)
    say(lines,
        fmt::format("Requests in flight that carry the highest rate: {}. `parley tune` makes "
                    "settings of this.",
                    sweep.concurrency),
        width);
  if (!sweep.ended.empty()) say(lines, "The search ended: " + sweep.ended + ".", width);
}

}  // namespace

std::vector<std::string> load_summary(const load_record& record, const console& con,
                                      std::size_t width, const std::filesystem::path& folder) {
  std::vector<std::string> lines;
  const bool wide = width >= 92;
  for (const std::size_t i : load::answering_steps(record)) {
    const load_step& step = record.steps[i];
    lines.push_back("");
    lines.push_back(con.paint(ink::bold, shorten(step.name, width)) +
                    (step.complete ? "" : con.paint(ink::warn, "  (cut short)")));
    step_counts(lines, step, record, width);
    step_metrics(lines, step, con, wide);
  }
  lines.push_back("");
  if (record.sweep) sweep_lines(lines, *record.sweep, record, width);
  for (const std::string& note : record.notes) say(lines, note, width);
  for (const load_requirement& r : record.requirements)
    lines.push_back("  " +
                    con.paint(r.met ? ink::good : ink::bad, r.met ? "met     " : "NOT met ") + " " +
                    r.text + ": " + r.found);
  if (record.is_partial())
    say(lines,
        fmt::format("Partial result ({}): {}. What was measured until then is kept.",
                    record.stopped, record.stop_detail),
        width);
  lines.push_back("  " + (folder / "report.html").string());
  return lines;
}

bool ended_by_target(const load_record& record) {
  return record.is_partial() && record.stopped != "interrupted";
}

int exit_code_of(const load_record& record) {
  if (record.stopped == "interrupted") return exit_incomplete;
  if (ended_by_target(record)) return exit_provider;
  for (const load_requirement& r : record.requirements)
    if (!r.met) return exit_gate_failed;
  return exit_ok;
}

}  // namespace parley::cli
