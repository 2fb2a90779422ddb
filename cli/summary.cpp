#include "cli/summary.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
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
};

constexpr std::array<metric, 5> metrics = {{
    {"recommend 0–10", &comparison_row::nps_before, &comparison_row::nps_after,
     &comparison_row::nps_change, 1, 2, false},
    {"churn %", &comparison_row::churn_before, &comparison_row::churn_after,
     &comparison_row::churn_change, 100, 1, true},
    {"LTV ratio", &comparison_row::ltv_before, &comparison_row::ltv_after,
     &comparison_row::ltv_change, 1, 3, false},
    {"reward 0–1", &comparison_row::reward_before, &comparison_row::reward_after,
     &comparison_row::reward_change, 1, 3, false},
    {"engagement %", &comparison_row::engagement_before, &comparison_row::engagement_after,
     &comparison_row::engagement_change, 100, 1, false},
}};

estimate scaled(estimate value, double by) {
  value.mean *= by;
  if (value.low) *value.low *= by;
  if (value.high) *value.high *= by;
  return value;
}

/// How a change's interval is written: its two ends, or, where room is short, half its width.
enum class interval_form { ends, half_width };

std::string change_cell_text(const metric& m, const estimate& change, interval_form form) {
  std::string text = signed_text(change.mean, m.decimals);
  if (!change.low || !change.high) return text;
  if (form == interval_form::half_width)
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

std::string stop_sentence(const run_record& run) {
  if (run.stop_detail.empty()) return fmt::format("Stopped: {}", to_string(run.stopped));
  return run.stop_detail.starts_with("Stopped") ? run.stop_detail : "Stopped: " + run.stop_detail;
}

std::string spend_sentence(const run_record& run) {
  std::int64_t tokens = 0;
  int calls = 0, retries = 0;
  for (const role_spend& s : run.spend) {
    tokens += s.usage.total();
    calls += s.calls;
    retries += s.retries;
  }
  return fmt::format("{} iteration{}, {} calls ({} retries), {} tokens, {} at list price, {}.",
                     run.iterations.size(), run.iterations.size() == 1 ? "" : "s",
                     count_text(calls), count_text(retries), count_text(tokens),
                     money_text(run.cost, run.currency, run.cost_known),
                     duration_text(run.wall_sec));
}

json::value estimate_json(const estimate& value) {
  if (value.n == 0) return nullptr;
  json::object out{{"mean", value.mean}, {"n", value.n}};
  out["low"] = value.low ? json::value(*value.low) : json::value(nullptr);
  out["high"] = value.high ? json::value(*value.high) : json::value(nullptr);
  return out;
}

json::value row_json(const comparison_row& row) {
  json::object out;
  out["cohort"] = row.cohort ? to_string(*row.cohort) : std::string_view("all");
  out["n"] = row.n;
  const auto add = [&](const char* name, const estimate& before, const estimate& after,
                       const estimate& change) {
    out[name] = {{"before", estimate_json(before)},
                 {"after", estimate_json(after)},
                 {"change", estimate_json(change)}};
  };
  add("nps", row.nps_before, row.nps_after, row.nps_change);
  add("churn", row.churn_before, row.churn_after, row.churn_change);
  add("engagement", row.engagement_before, row.engagement_after, row.engagement_change);
  add("ltv_ratio", row.ltv_before, row.ltv_after, row.ltv_change);
  add("reward", row.reward_before, row.reward_after, row.reward_change);
  return out;
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
        ink::bold, fmt::format("Before and after: iteration {} → {}",
                               run.comparison->before_iteration, run.comparison->after_iteration)));
    text(fmt::format("The same customers in both, paired; changes with {} intervals.",
                     level_text(run.confidence)));
    lines.emplace_back();
    for (std::string& line : comparison_lines(*run.comparison, con, width))
      lines.push_back(std::move(line));
    lines.emplace_back();
    text(run.comparison->verdict);
  } else if (!run.iterations.empty()) {
    for (std::string& line : iteration_table(run.iterations.back().report, con, width))
      lines.push_back(std::move(line));
    lines.emplace_back();
    text("One iteration only: nothing to compare with yet.");
  } else {
    text("No iteration was finished, so there is nothing to compare.");
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
  if (wide) {
    out.column("engagement %", table::align::right);
    out.column("silent", table::align::right);
  }
  const auto add = [&](const cohort_summary& s, std::string name, ink how) {
    std::vector<cell> cells;
    cells.emplace_back(std::move(name), how);
    cells.emplace_back(std::to_string(s.n));
    cells.emplace_back(interval_text(s.nps, 1));
    cells.emplace_back(interval_text(scaled(s.churn, 100), 0));
    cells.emplace_back(interval_text(s.ltv_ratio, 2));
    if (wide) {
      cells.emplace_back(interval_text(scaled(s.engagement, 100), 0));
      cells.emplace_back(std::to_string(s.silent));
    }
    out.row(std::move(cells));
  };
  for (const cohort_summary& s : report.cohorts) add(s, std::string(label(s.cohort)), ink::plain);
  out.rule();
  add(report.all, "all customers", ink::bold);
  return out.render(con);
}

std::string run_summary_json(const run_record& run, const std::filesystem::path& folder,
                             const std::filesystem::path& report) {
  json::object out;
  out["run_id"] = run.run_id;
  out["folder"] = folder.string();
  out["report"] = report.string();
  out["provider"] = run.provider;
  out["customers"] = run.profiles.size();
  out["iterations"] = run.iterations.size();
  out["stopped"] = to_string(run.stopped);
  out["stop_detail"] = run.stop_detail;
  out["wall_sec"] = run.wall_sec;
  out["cost"] = run.cost_known ? json::value(run.cost) : json::value(nullptr);
  out["currency"] = run.currency;
  std::int64_t tokens = 0, calls = 0;
  for (const role_spend& s : run.spend) {
    tokens += s.usage.total();
    calls += s.calls;
  }
  out["calls"] = calls;
  out["tokens"] = tokens;
  if (run.comparison) {
    json::array rows;
    for (const comparison_row& row : run.comparison->rows) rows.push_back(row_json(row));
    out["comparison"] = {{"before_iteration", run.comparison->before_iteration},
                         {"after_iteration", run.comparison->after_iteration},
                         {"verdict", run.comparison->verdict},
                         {"rows", std::move(rows)}};
  } else {
    out["comparison"] = nullptr;
  }
  return pretty_json(out);
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
