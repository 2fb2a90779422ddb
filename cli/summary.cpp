#include "cli/summary.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/people_text.hpp"
#include "cli/table.hpp"
#include "output/format.hpp"

namespace parley::cli {
namespace {

/// One column of the before/after table.
struct metric {
  std::string_view heading;
  estimate comparison_row::* before;
  estimate comparison_row::* after;
  estimate comparison_row::* change;
  double scale;  ///< 100 shows a share in percent
  int decimals;
  bool lower_is_better;
  double reach;  ///< the largest change there can be, as shown; 0: open
};

constexpr std::array<metric, 5> metrics = {{
    {"recommend 0–10", &comparison_row::nps_before, &comparison_row::nps_after,
     &comparison_row::nps_change, 1, 2, false, 10},
    {"churn %", &comparison_row::churn_before, &comparison_row::churn_after,
     &comparison_row::churn_change, 100, 1, true, 100},
    {"LTV ratio", &comparison_row::ltv_before, &comparison_row::ltv_after,
     &comparison_row::ltv_change, 1, 3, false, 0},
    {"reward 0–1", &comparison_row::reward_before, &comparison_row::reward_after,
     &comparison_row::reward_change, 1, 3, false, 1},
    {"engagement %", &comparison_row::engagement_before, &comparison_row::engagement_after,
     &comparison_row::engagement_change, 100, 1, false, 100},
}};

estimate scaled(estimate value, double by) {
  value.mean *= by;
  if (value.low) *value.low *= by;
  if (value.high) *value.high *= by;
  return value;
}

/// How a change's interval is written: its two ends, or, where room is short, half its width.
enum class interval_form { ends, half_width };

bool is_cut(const metric& m, const estimate& change) {
  return m.reach > 0 && reaches_beyond(change, -m.reach, m.reach);
}

std::string change_cell_text(const metric& m, estimate change, interval_form form) {
  std::string text = signed_text(change.mean, m.decimals);
  if (!change.low || !change.high) return text;
  const bool cut = is_cut(m, change);
  if (cut) change = within(change, -m.reach, m.reach);
  if (form == interval_form::half_width && !cut)  // half of a cut interval would say nothing
    return text + " ± " + decimal_text((*change.high - *change.low) / 2, m.decimals);
  return fmt::format("{} [{}, {}]", text, signed_text(*change.low, m.decimals),
                     signed_text(*change.high, m.decimals));
}

cell metric_cell(const metric& m, const comparison_row& row, interval_form form) {
  const estimate change = scaled(row.*m.change, m.scale);
  const std::string levels = decimal_text(m.scale * (row.*m.before).mean, m.decimals) + " → " +
                             decimal_text(m.scale * (row.*m.after).mean, m.decimals);
  const evidence found = evidence_of(change);
  ink how = ink::dim;
  if (found == evidence::increase) how = m.lower_is_better ? ink::bad : ink::good;
  if (found == evidence::decrease) how = m.lower_is_better ? ink::good : ink::bad;
  cell out(std::vector<std::string>{levels, change_cell_text(m, change, form)});
  out.colour = {ink::plain, how};
  return out;
}

table comparison_table(const before_after& comparison, std::size_t metric_count,
                       interval_form form) {
  table out;
  out.column("cohort");
  out.column("n", table::align::right);
  for (std::size_t i = 0; i < metric_count; ++i) out.column(std::string(metrics[i].heading));
  for (const comparison_row& row : comparison.rows) {
    if (!row.cohort && comparison.rows.size() > 1) out.rule();
    std::vector<cell> cells;
    cells.emplace_back(row.cohort ? std::string(label(*row.cohort)) : "all customers",
                       row.cohort ? ink::plain : ink::bold);
    cells.emplace_back(std::to_string(row.n));
    for (std::size_t i = 0; i < metric_count; ++i)
      cells.push_back(metric_cell(metrics[i], row, form));
    out.row(std::move(cells));
  }
  return out;
}

/// As many metrics as fit, the most important first; short intervals before fewer than three
/// metrics; a narrow terminal gets a list instead.
std::vector<std::string> comparison_lines(const before_after& comparison, const console& con,
                                          std::size_t width) {
  constexpr std::size_t enough = 3;
  for (const auto form : {interval_form::ends, interval_form::half_width})
    for (std::size_t count = metrics.size(); count >= enough; --count) {
      const table fitting = comparison_table(comparison, count, form);
      if (fitting.width() <= width) return fitting.render(con);
    }
  std::vector<std::string> lines;
  for (const comparison_row& row : comparison.rows) {
    lines.push_back(con.paint(
        ink::bold,
        fmt::format("{} (n {})", row.cohort ? label(*row.cohort) : "all customers", row.n)));
    for (const metric& m : metrics) {
      const cell both = metric_cell(m, row, interval_form::ends);
      lines.push_back(fmt::format("  {}: {}", m.heading, both.lines[0]));
      lines.push_back("    " + con.paint(both.colour[1], both.lines[1]));
    }
  }
  return lines;
}

constexpr std::string_view cut_note =
    "Where an interval would reach beyond its scale, it is shown up to the scale's end.";

bool any_cut(const before_after& comparison) {
  for (const comparison_row& row : comparison.rows)
    for (const metric& m : metrics)
      if (is_cut(m, scaled(row.*m.change, m.scale))) return true;
  return false;
}

std::string stop_sentence(const run_record& run) {
  if (run.stop_detail.empty()) return fmt::format("Stopped: {}", to_string(run.stopped));
  return run.stop_detail.starts_with("Stopped") ? run.stop_detail : "Stopped: " + run.stop_detail;
}

std::string spend_sentence(const run_record& run) {
  std::int64_t tokens = 0;
  int calls = 0, failures = 0, retries = 0;
  for (const role_spend& s : run.spend) {
    tokens += s.usage.total();
    calls += s.calls + s.failures;
    failures += s.failures;
    retries += s.retries;
  }
  const auto counted = [](std::int64_t n, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count_text(n), n == 1 ? one : many);
  };
  return fmt::format(
      "{}, {} ({}{}), {} tokens, {} at list price, {}.",
      counted(std::ssize(run.iterations), "iteration", "iterations"),
      counted(calls, "call", "calls"), failures == 0 ? "" : count_text(failures) + " failed, ",
      counted(retries, "retry", "retries"), count_text(tokens),
      money_text(run.cost, run.currency, run.cost_known), duration_text(run.wall_sec));
}

/// " of run X" where the iteration before is not one of this run's.
std::string before_in_other_run(const run_record& run) {
  const bool other = run.continues && !run.iterations.empty() &&
                     run.comparison->before_iteration < run.iterations.front().iteration;
  return other ? " of run " + run.continues->run_id : "";
}

/// What may be claimed, as the run's evidence says it.
std::vector<std::string> said_about(const run_record& run) {
  std::vector<std::string> out;
  const auto truth = parse_json(run.truth.empty() ? "null" : run.truth, 64);
  if (!truth || !truth->is_object()) return out;
  const json::value* said = truth->as_object().if_contains("said");
  if (!said || !said->is_array()) return out;
  for (const json::value& one : said->as_array())
    if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

std::string nothing_to_compare(const run_record& run) {
  if (run.iterations.size() > 1)
    return "The iterations have no scored customers in common, so they are not compared.";
  if (!run.continues) return "One iteration only: nothing to compare with yet.";
  const earlier_run& before = *run.continues;
  return fmt::format(
      "Not compared with iteration {} of run {}: {}.", before.iteration, before.run_id,
      before.customers_in_common == 0 ? "it had other customers"
                                      : "another provider, or no customer was scored in both");
}

}  // namespace

std::vector<std::string> run_summary(const run_record& run, const console& con, std::size_t width,
                                     const std::filesystem::path& report) {
  std::vector<std::string> lines;
  const auto text = [&](const std::string& paragraph) {
    for (std::string& line : wrap(paragraph, width)) lines.push_back(std::move(line));
  };
  lines.emplace_back();
  if (run.comparison && !run.comparison->rows.empty()) {
    lines.push_back(con.paint(
        ink::bold,
        fmt::format("Before and after: iteration {}{} → {}", run.comparison->before_iteration,
                    before_in_other_run(run), run.comparison->after_iteration)));
    text(fmt::format("The same customers in both, paired; changes with {} intervals.",
                     level_text(run.confidence)));
    lines.emplace_back();
    for (std::string& line : comparison_lines(*run.comparison, con, width))
      lines.push_back(std::move(line));
    if (any_cut(*run.comparison)) text(std::string(cut_note));
    lines.emplace_back();
    text(run.comparison->verdict);
  } else if (!run.iterations.empty()) {
    for (std::string& line : iteration_table(run.iterations.back().report, con, width))
      lines.push_back(std::move(line));
    lines.emplace_back();
    text(nothing_to_compare(run));
  } else {
    text("No iteration was finished, so there is nothing to compare.");
  }
  for (const std::string& sentence : said_about(run)) text(sentence);
  if (std::vector<std::string> people = people_lines(run.people, con, width); !people.empty()) {
    lines.emplace_back();
    for (std::string& line : people) lines.push_back(std::move(line));
    lines.emplace_back();
  }
  if (run.provider == "sim")
    text(
        "These customers, and the models that play them, are simulated: the figures show how the "
        "loop works, not what your customers will do.");
  lines.emplace_back();
  text(stop_sentence(run));
  text(spend_sentence(run));
  lines.push_back("Report: " + con.paint(ink::accent, report.string()));
  return lines;
}

std::vector<std::string> iteration_table(const cohort_report& report, const console& con,
                                         std::size_t width) {
  table out;
  out.column("cohort");
  for (const char* heading : {"n", "recommend 0–10", "churn %", "LTV ratio"})
    out.column(heading, table::align::right);
  const bool wide = width >= 100;
  bool cut = false;
  const auto level = [&cut](const estimate& value, double most, int decimals) {
    cut = cut || reaches_beyond(value, 0, most);
    return cell(interval_text(within(value, 0, most), decimals));
  };
  if (wide) {
    out.column("engagement %", table::align::right);
    out.column("silent", table::align::right);
  }
  const auto add = [&](const cohort_summary& s, std::string name, ink how) {
    std::vector<cell> cells;
    cells.emplace_back(std::move(name), how);
    cells.emplace_back(std::to_string(s.n));
    cells.push_back(level(s.nps, 10, 1));
    cells.push_back(level(scaled(s.churn, 100), 100, 0));
    cells.emplace_back(interval_text(s.ltv_ratio, 2));
    if (wide) {
      cells.push_back(level(scaled(s.engagement, 100), 100, 0));
      cells.emplace_back(std::to_string(s.silent));
    }
    out.row(std::move(cells));
  };
  for (const cohort_summary& s : report.cohorts) add(s, std::string(label(s.cohort)), ink::plain);
  out.rule();
  add(report.all, "all customers", ink::bold);
  auto lines = out.render(con);
  if (cut)
    for (std::string& line : wrap(std::string(cut_note), width)) lines.push_back(std::move(line));
  return lines;
}

std::string lost_sentence(const lost_calls& lost, std::string_view currency) {
  if (lost.calls == 0) return {};
  return fmt::format(
      "{} call{} in flight when a session of this run ended; they may have been paid twice, at "
      "most {} (v_calls in run.db).",
      count_text(lost.calls), lost.calls == 1 ? " was" : "s were",
      money_text(lost.worst_cost, currency));
}

int exit_code_of(const run_record& run) {
  switch (run.stopped) {
    case stop_reason::converged:
    case stop_reason::max_iterations:
      return exit_ok;
    case stop_reason::time_budget:
    case stop_reason::token_budget:
    case stop_reason::cost_budget:
    case stop_reason::request_budget:
      return exit_budget;
    case stop_reason::interrupted:
      return exit_incomplete;
    case stop_reason::provider_failure:
      return run.stop_code == failure_code::authentication ? exit_authentication : exit_provider;
  }
  return exit_provider;
}

}  // namespace parley::cli
