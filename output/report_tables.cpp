// The headline cards and the before/after table, as plain HTML.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/format.hpp"
#include "output/html.hpp"
#include "output/report_metrics.hpp"
#include "output/report_parts.hpp"

namespace parley {
namespace {

constexpr double picture_width = 160;  // of a forest plot cell, in its own units

std::string value_text(const report_metric& metric, const estimate& value) {
  if (value.n == 0) return "–";
  return decimal_text(value.mean * metric.factor, metric.decimals) +
         (metric.unit.empty() ? "" : "\u00a0" + std::string(metric.unit));
}

std::string change_in_words(const report_metric& metric, const estimate& change) {
  if (change.n == 0) return "–";
  const estimate value = shown_change(metric, change);
  std::string out = signed_text(value.mean, metric.decimals);
  if (!metric.change_unit.empty()) out += "\u00a0" + std::string(metric.change_unit);
  if (value.low && value.high)
    out += fmt::format(" ({} to {})", signed_text(*value.low, metric.decimals),
                       signed_text(*value.high, metric.decimals));
  return out;
}

std::string_view evidence_class(evidence found, bool lower_is_better) {
  if (found == evidence::no_interval || found == evidence::no_difference) return "none";
  return (found == evidence::increase) != lower_is_better ? "good" : "bad";
}

std::string chip(const report_metric& metric, const estimate& change) {
  const evidence found = evidence_of(change);
  return fmt::format("<span class=\"chip {}\">{}</span>",
                     evidence_class(found, metric.lower_is_better),
                     evidence_text(found, metric.lower_is_better));
}

const comparison_row* all_row(const run_record& record) {
  if (record.comparison)
    for (const auto& row : record.comparison->rows)
      if (!row.cohort) return &row;
  return nullptr;
}

const iteration_record* find_iteration(const run_record& record, int iteration) {
  for (const auto& one : record.iterations)
    if (one.iteration == iteration) return &one;
  return nullptr;
}

/// "NPS −12 → +20": over all scored customers of each iteration, not only the pairs.
std::string nps_line(const run_record& record) {
  const auto text = [](const iteration_record* one) {
    return one && one->report.all.n > 0 ? signed_text(one->report.all.net_promoter, 0)
                                        : std::string("–");
  };
  if (!record.comparison) {
    const auto* last = record.iterations.empty() ? nullptr : &record.iterations.back();
    return "NPS " + text(last);
  }
  return fmt::format("NPS {} → {}",
                     text(find_iteration(record, record.comparison->before_iteration)),
                     text(find_iteration(record, record.comparison->after_iteration)));
}

/// "95 %: 5.72–6.95"; says so when there is no interval.
std::string range_text(const report_metric& metric, const estimate& value, double confidence) {
  const estimate in_unit = shown(metric, value);
  if (!in_unit.low || !in_unit.high) return "too few for an interval";
  return fmt::format("{}: {} to {}", level_text(confidence),
                     decimal_text(*in_unit.low, metric.decimals),
                     decimal_text(*in_unit.high, metric.decimals));
}

/// The change, and below it its interval.
std::string card_change(const report_metric& metric, const estimate& change, double confidence) {
  const estimate value = shown_change(metric, change);
  std::string out = "<p class=\"change\">" + signed_text(value.mean, metric.decimals);
  if (!metric.change_unit.empty()) out += "\u00a0" + std::string(metric.change_unit);
  if (value.low && value.high)
    out += fmt::format("<small>{}: {} to {}</small>", level_text(confidence),
                       signed_text(*value.low, metric.decimals),
                       signed_text(*value.high, metric.decimals));
  return out + "</p>\n";
}

bool now_scored(const run_record& record) {
  return !record.iterations.empty() && record.iterations.back().report.all.n > 0;
}

std::string card(const run_record& record, const report_metric& metric) {
  std::string out = fmt::format("<article class=\"card\"><h3>{}</h3>\n", metric.name);
  const comparison_row* row = all_row(record);
  if (row && row->n > 0) {
    out += fmt::format(
        "<p class=\"move\"><span>{}</span> <i aria-label=\"to\">→</i> <b>{}</b></p>\n",
        value_text(metric, row->*metric.before), value_text(metric, row->*metric.after));
    out += card_change(metric, row->*metric.change, record.confidence) +
           chip(metric, row->*metric.change) + "\n";
  } else {
    const estimate now = record.iterations.empty()
                             ? estimate{}
                             : record.iterations.back().report.all.*metric.summary;
    out +=
        fmt::format("<p class=\"move\"><b>{}</b></p>\n<p class=\"change\"><small>{}</small></p>\n",
                    value_text(metric, now),
                    now.n == 0 ? "not scored" : range_text(metric, now, record.confidence));
  }
  out += fmt::format("<p class=\"scale\">{}{}</p></article>\n",
                     metric.key == "nps" && now_scored(record) ? nps_line(record) + " · " : "",
                     metric.scale_text);
  return out;
}

/// The largest distance from zero that the metric's rows reach: one scale for all of them.
double reach_of(const before_after& comparison, const report_metric& metric) {
  double reach = 0;
  for (const auto& row : comparison.rows) {
    const estimate change = shown_change(metric, row.*metric.change);
    for (const double end : {change.low.value_or(change.mean), change.high.value_or(change.mean)})
      if (std::isfinite(end)) reach = std::max(reach, std::abs(end));
  }
  return reach;
}

/// A dot with its interval and a line at zero.
std::string picture(const report_metric& metric, const estimate& change, double reach) {
  if (change.n == 0 || !std::isfinite(change.mean)) return "";
  const auto x = [&](double value) {
    const double share = reach > 0 ? value / reach : 0;
    return fmt::format("{:.1f}", picture_width / 2 + share * (picture_width / 2 - 8));
  };
  std::string out = fmt::format(
      "<svg class=\"forest {}\" viewBox=\"0 0 {} 20\" width=\"{}\" height=\"20\" "
      "aria-hidden=\"true\"><line class=\"zero\" x1=\"{}\" x2=\"{}\" y1=\"0\" y2=\"20\"/>",
      evidence_class(evidence_of(change), metric.lower_is_better), picture_width, picture_width,
      x(0), x(0));
  if (change.low && change.high)
    out += fmt::format("<line class=\"range\" x1=\"{}\" x2=\"{}\" y1=\"10\" y2=\"10\"/>",
                       x(*change.low), x(*change.high));
  return out + fmt::format("<circle cx=\"{}\" cy=\"10\" r=\"4.5\"/></svg>", x(change.mean));
}

std::string comparison_line(const report_metric& metric, const comparison_row& row, double reach) {
  const estimate& change = row.*metric.change;
  const std::string name = row.cohort ? std::string(label(*row.cohort)) : "All customers";
  return fmt::format(
      "<tr{}><th scope=\"row\">{}</th><td data-label=\"Pairs\">{}</td>"
      "<td data-label=\"Before\">{}</td><td data-label=\"After\">{}</td>"
      "<td data-label=\"Change\">{}</td><td class=\"pic\">{}</td><td "
      "class=\"found\">{}</td></tr>\n",
      row.cohort ? "" : " class=\"all\"", name, count_text(static_cast<std::int64_t>(row.n)),
      value_text(metric, row.*metric.before), value_text(metric, row.*metric.after),
      change_in_words(metric, change), picture(metric, shown_change(metric, change), reach),
      chip(metric, change));
}

}  // namespace

std::string report_cards(const run_record& record) {
  std::string out = "<div class=\"cards\">\n";
  for (const auto& metric : report_metrics()) out += card(record, metric);
  return out + "</div>\n";
}

std::string report_comparison(const run_record& record) {
  if (!record.comparison || record.comparison->rows.empty())
    return "<p class=\"empty\">There are no customers who were scored before and after, so there "
           "is nothing to compare. It takes two iterations in which the same "
           "customers are scored.</p>\n";
  const before_after& comparison = *record.comparison;
  std::string out = fmt::format(
      "<p class=\"note\">Iteration {} against iteration {}, customer by customer. The bar is the "
      "{} interval of the change and the line is zero: where the bar crosses the line, no "
      "difference is shown.</p>\n<div class=\"picker\" id=\"metric-picker\" hidden></div>\n"
      "<table class=\"compare\">\n<thead><tr><th scope=\"col\">Customers</th>"
      "<th scope=\"col\">Pairs</th><th scope=\"col\">Before</th><th scope=\"col\">After</th>"
      "<th scope=\"col\">Change ({} interval)</th><th scope=\"col\" class=\"pic\">lower · 0 · "
      "higher</th><th scope=\"col\">Finding</th></tr></thead>\n",
      comparison.before_iteration, comparison.after_iteration, level_text(record.confidence),
      level_text(record.confidence));
  for (const auto& metric : report_metrics()) {
    const double reach = reach_of(comparison, metric);
    out += fmt::format(
        "<tbody data-metric=\"{}\">\n<tr class=\"group\"><th colspan=\"7\" "
        "scope=\"rowgroup\">{} <small>{}</small></th></tr>\n",
        metric.key, metric.name, metric.scale_text);
    for (const auto& row : comparison.rows) out += comparison_line(metric, row, reach);
    out += "</tbody>\n";
  }
  return out + "</table>\n";
}

}  // namespace parley
