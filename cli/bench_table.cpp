#include "cli/bench_table.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cli/table.hpp"

namespace parley::cli {
namespace {

constexpr std::array<std::string_view, 10> titles = {
    "no message has any effect",
    "standard",
    "strong interactions with what the customer needs",
    "tone and call to action permuted among the cohorts",
    "the judge likes long messages, customers do not",
    "the world changes in the fifth iteration",
    "benefit and personal touch turn round for some",
    "heavy-tailed noise",
    "every further message tires",
    "one thing matters, nothing else"};

std::string share(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f}%", 100 * *value) : "–";
}

// Without "-0.000".
double shown(double value) {
  return std::abs(value) < 0.0005 ? 0 : value;
}

std::string signed_or_none(const std::optional<double>& value) {
  return value ? fmt::format("{:+.3f}", shown(*value)) : "–";
}

}  // namespace

std::string family_title(const std::string& family) {
  const auto which = static_cast<std::size_t>(family.size() == 2 ? family[1] - '0' : 0);
  return std::string(titles.at(which));
}

std::vector<std::string> family_text(const family_summary& s, const console& con) {
  std::vector<std::string> out;
  out.push_back(con.paint(
      ink::bold, fmt::format("{}  {}, {} runs", s.family, family_title(s.family), s.runs)));
  table t;
  t.column("method");
  for (const char* name :
       {"value", "gain", "score", "regret", "reports", "changed", "vain", "worse"})
    t.column(name, table::align::right);
  for (const method_row& row : s.methods)
    t.row({cell(row.method == "best single template" ? "best template" : row.method),
           cell(fmt::format("{:.3f}", row.value)), cell(fmt::format("{:+.3f}", shown(row.gain))),
           cell(row.score ? fmt::format("{:.2f}", *row.score) : "–"),
           cell(fmt::format("{:.3f}", shown(row.regret))), cell(signed_or_none(row.claimed)),
           cell(share(row.changed)), cell(share(row.in_vain)), cell(share(row.worse))});
  for (std::string& line : t.render(con)) out.push_back(std::move(line));
  if (s.measured > 0) {
    out.push_back(
        fmt::format("  parley's interval covers the true gain in {:.1f} % (± {:.1f}) of {} runs,",
                    100 * s.covers_truth, 100 * s.error_of(s.covers_truth), s.measured));
    out.push_back(fmt::format(
        "  what the judge would say of everybody in {:.1f} %; reported less true {:+.4f}",
        100 * s.covers_judge, s.bias));
  }
  out.push_back(fmt::format("  its search alone would claim {:+.3f}; budget used {:.0f} %",
                            s.in_loop, 100 * s.budget_used));
  out.emplace_back();
  return out;
}

std::vector<std::string> harm_text(const harm_summary& harm) {
  return {fmt::format("harm  edits that help three cohorts and harm the fourth: {} of {} kept from "
                      "it",
                      harm.caught, harm.harmful),
          ""};
}

std::vector<std::string> target_text(const std::vector<bench_line>& lines, const console& con) {
  std::vector<std::string> met, missed;
  for (const bench_line& line : lines) {
    if (!line.target) continue;
    const std::string text =
        fmt::format("{:<5}{:<43}{:>8.4f}  {} {:g}", line.which, line.metric, line.value,
                    line.at_most ? "at most" : "at least", *line.target);
    if (line.met())
      met.push_back("  " + con.paint(ink::good, "met   ") + " " + text);
    else
      missed.push_back("  " + con.paint(ink::bad, "MISSED") + " " + text);
  }
  std::vector<std::string> out;
  if (!met.empty() || !missed.empty()) out.push_back(con.paint(ink::bold, "Targets"));
  out.insert(out.end(), met.begin(), met.end());
  out.insert(out.end(), missed.begin(), missed.end());
  return out;
}

}  // namespace parley::cli
