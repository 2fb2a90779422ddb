#include "cli/people_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/table.hpp"
#include "output/format.hpp"
#include "output/people_values.hpp"

namespace parley::cli {
namespace {

/// How much of a table a terminal has room for.
enum class room { all, no_counts, half_widths };

// The intervals are symmetric: half of one says the whole.
std::string with_half(const estimate& value, int decimals) {
  const std::string mean = signed_text(value.mean, decimals);
  if (!value.low || !value.high) return mean;
  return mean + " ± " + decimal_text((*value.high - *value.low) / 2, decimals);
}

std::string difference_text(const estimate& value, int decimals, room have) {
  return have == room::half_widths ? with_half(value, decimals) : change_text(value, decimals);
}

cell corrected_cell(const people_table& from, const people_row& row, room have) {
  if (row.corrected.n == 0) return cell("–");
  return cell(from.pairs ? difference_text(row.corrected, row.decimals, have)
                         : interval_text(row.corrected, row.decimals));
}

cell bias_cell(const people_row& row, room have) {
  if (row.bias.n == 0) return cell("–");
  const evidence found = evidence_of(row.bias);
  const bool differs = found == evidence::increase || found == evidence::decrease;
  return cell(difference_text(row.bias, row.decimals, have), differs ? ink::warn : ink::plain);
}

table made_of(const people_table& from, room have) {
  const bool full = have == room::all;
  table out;
  out.column(from.title);
  if (full) out.column("scored", table::align::right);
  out.column("judge", table::align::right);
  out.column("corrected by people");
  out.column("person − judge");
  const auto add = [&](const people_row& row) {
    std::vector<cell> cells{cell(row.name)};
    if (full) cells.emplace_back(fmt::format("{} of {}", row.labels, row.of));
    cells.emplace_back(from.pairs ? signed_text(row.judge, row.decimals)
                                  : decimal_text(row.judge, row.decimals));
    cells.push_back(corrected_cell(from, row, have));
    cells.push_back(bias_cell(row, have));
    out.row(std::move(cells));
  };
  for (const people_row& row : from.metrics) add(row);
  out.rule();
  for (people_row row : from.cohorts) {
    row.name = "  " + row.name;
    add(row);
  }
  return out;
}

}  // namespace

std::vector<std::string> people_lines(const std::string& document, const console& con,
                                      std::size_t width) {
  std::vector<std::string> out;
  const auto people = read_people_values(document);
  if (!people) return out;
  out.push_back(con.paint(ink::bold, "What people say of it"));
  for (const std::string& line : people->said)
    for (std::string& part : wrap(line, width)) out.push_back(std::move(part));
  for (const people_table& one : people->tables) {
    out.emplace_back();
    table shown = made_of(one, room::all);
    for (const room have : {room::no_counts, room::half_widths})
      if (shown.width() > width) shown = made_of(one, have);
    for (std::string& line : shown.render(con)) out.push_back(std::move(line));
  }
  if (!people->tables.empty())
    for (std::string& line : wrap("The indented lines: the reward, by cohort.", width))
      out.push_back(std::move(line));
  return out;
}

}  // namespace parley::cli
