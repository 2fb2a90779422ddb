// What people said of conversations: corrected means and gain, the judge's bias, agreement.
#include <fmt/format.h>

#include "output/format.hpp"
#include "output/html.hpp"
#include "output/people_values.hpp"
#include "output/report_parts.hpp"

namespace parley {
namespace {

std::string cell(std::string_view label, std::string_view value) {
  return fmt::format("<td data-label=\"{}\">{}</td>", label, html_text(value));
}

std::string level(const people_table& table, const people_row& row) {
  return table.pairs ? signed_text(row.judge, row.decimals) : decimal_text(row.judge, row.decimals);
}

std::string corrected(const people_table& table, const people_row& row) {
  if (row.corrected.n == 0) return "–";
  return table.pairs ? change_text(row.corrected, row.decimals)
                     : interval_text(row.corrected, row.decimals);
}

std::string rows_of(const people_table& table, const std::vector<people_row>& rows) {
  std::string out;
  for (const people_row& row : rows)
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th>{}{}{}{}</tr>\n", html_text(row.name),
        cell("Scored", fmt::format("{} of {}", row.labels, row.of)),
        cell("Judge", level(table, row)), cell("Corrected", corrected(table, row)),
        cell("Person − judge", row.bias.n == 0 ? "–" : change_text(row.bias, row.decimals)));
  return out;
}

std::string table_html(const people_table& table) {
  const auto part = [&](std::string_view heading, const std::vector<people_row>& rows) {
    return fmt::format("<h4>{}</h4>\n", heading) +
           "<div class=\"scroll\"><table class=\"stack\"><thead><tr><th></th><th>Scored by people"
           "</th><th>Judge</th><th>Corrected by people</th><th>Person − judge</th></tr></thead>"
           "<tbody>\n" +
           rows_of(table, rows) + "</tbody></table></div>\n";
  };
  return fmt::format("<h3>{}</h3>\n", html_text(table.title)) +
         part(table.pairs ? "All pairs" : "All customers", table.metrics) +
         part(table.pairs ? "Gain in reward, by cohort" : "Reward, by cohort", table.cohorts);
}

std::string number_or_dash(std::optional<double> value) {
  return value ? decimal_text(*value, 2) : "–";
}

std::string agreement(const people_values& people) {
  std::string rows;
  for (const people_agreement& one : people.agreement)
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th>{}{}{}{}{}</tr>\n", html_text(one.name),
        cell("Conversations", std::to_string(one.n)), cell("Alpha", number_or_dash(one.alpha)),
        cell("ICC", number_or_dash(one.icc)), cell("Correlation", number_or_dash(one.correlation)),
        cell("People among each other",
             one.people_n == 0 ? "–"
                               : fmt::format("{} ({} conversations)",
                                             number_or_dash(one.people_alpha), one.people_n)));
  return "<h3>Agreement</h3>\n<p class=\"note\">Of a person and the judge on the same "
         "conversation; "
         "and of people with each other. Alpha (Krippendorff) from 0.80 is good, from 0.67 "
         "tentative.</p>\n<div class=\"scroll\"><table class=\"stack\"><thead><tr><th>Score</th>"
         "<th>Conversations</th><th>Alpha</th><th>ICC</th><th>Correlation</th>"
         "<th>Alpha among people</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

}  // namespace

std::string report_people(const run_record& record) {
  const auto people = read_people_values(record.people);
  if (!people)
    return fmt::format(
        "<p class=\"empty\">Nobody has scored conversations of this run, so nothing here says how "
        "far the judge is right. <code>parley label {}</code> asks for twenty.</p>\n",
        html_text(record.run_id));
  std::string out;
  for (const std::string& line : people->said) out += fmt::format("<p>{}</p>\n", html_text(line));
  bool claimed = false;
  for (const people_table& table : people->tables) {
    claimed = claimed || table.claimed;
    out += table_html(table);
  }
  if (claimed)
    out +=
        "<p class=\"note\">Corrected: the judge's mean moved by what people say of a random sample "
        "of the same conversations (PPI++, stratified by cohort). The interval is about other "
        "customers of the same kind. It holds as far as the sample is random and the people are "
        "right.</p>\n";
  return out + agreement(*people);
}

}  // namespace parley
