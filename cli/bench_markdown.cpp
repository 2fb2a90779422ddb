#include "cli/bench_markdown.hpp"

#include <fmt/format.h>

#include <cmath>

#include "cli/bench_table.hpp"

namespace parley::cli {
namespace {

std::string gain_text(double value) {
  return std::abs(value) < 0.0005 ? "0" : fmt::format("{:+.3f}", value);
}

std::string share_text(const std::optional<double>& value) {
  if (!value) return "–";
  return *value < 0.0005 ? "0" : fmt::format("{:.1f} %", 100 * *value);
}

const method_row* find(const family_summary& family, std::string_view method) {
  for (const method_row& row : family.methods)
    if (row.method == method) return &row;
  return nullptr;
}

// "+0.157 (0.71)": the true gain and the score.
std::string scored(const method_row* row) {
  if (!row) return "–";
  return gain_text(row->gain) + (row->score ? fmt::format(" ({:.2f})", *row->score) : "");
}

// "+0.153, +0.157": what it says, and the truth.
std::string said(const method_row* row) {
  if (!row || !row->claimed) return "–";
  return gain_text(*row->claimed) + ", " + gain_text(row->gain);
}

std::string title_of(const family_summary& family) {
  return family.family + " " + family_title(family.family);
}

std::string gains(std::span<const family_summary> families) {
  std::string out =
      "| world | runs | baseline | oracle | random template | best single template | greedy | "
      "parley "
      "| parley's regret |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const family_summary& family : families) {
    const method_row& own = family.methods.back();
    const method_row* oracle = find(family, "oracle");
    out += fmt::format("| {} | {} | {:.3f} | {} | {} | {} | {} | {} | {} |\n", title_of(family),
                       family.runs, own.value - own.gain, oracle ? gain_text(oracle->gain) : "–",
                       scored(find(family, "random template")),
                       scored(find(family, "best single template")), scored(find(family, "greedy")),
                       scored(&own), oracle ? fmt::format("{:.3f}", std::abs(own.regret)) : "–");
  }
  return out;
}

std::string claims(std::span<const family_summary> families) {
  std::string out =
      "| world | greedy says, truly | in vain | worse | parley says, truly | its search alone | "
      "promoted | in vain | worse | interval covers the true gain | the judge's | budget used |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const family_summary& family : families) {
    const method_row& own = family.methods.back();
    const method_row* greedy = find(family, "greedy");
    const std::optional<double> none;
    out += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1f} ± {:.1f} % | {:.1f} % "
        "| {:.0f} % |\n",
        family.family, said(greedy), share_text(greedy ? greedy->in_vain : none),
        share_text(greedy ? greedy->worse : none), said(&own), gain_text(family.in_loop),
        share_text(own.changed), share_text(own.in_vain), share_text(own.worse),
        100 * family.covers_truth, 100 * family.error_of(family.covers_truth),
        100 * family.covers_judge, 100 * family.budget_used);
  }
  return out;
}

}  // namespace

std::string markdown_of(std::span<const family_summary> families) {
  return gains(families) + "\n" + claims(families);
}

}  // namespace parley::cli
