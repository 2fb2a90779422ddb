#include "engine/load/requirement.hpp"

#include <fmt/format.h>

#include "engine/load/numbers.hpp"

namespace parley::load {
namespace {

using relation = requirement::relation;

bool holds(relation how, double value, double limit) {
  switch (how) {
    case relation::less:
      return value < limit;
    case relation::at_most:
      return value <= limit;
    case relation::more:
      return value > limit;
    case relation::at_least:
      break;
  }
  return value >= limit;
}

std::optional<double> limit_of(std::string_view text, figure_unit unit) {
  switch (unit) {
    case figure_unit::seconds: {
      const auto read = read_duration(text);
      if (!read) return std::nullopt;
      return static_cast<double>(read->count()) / 1e6;
    }
    case figure_unit::share:
      return read_share(text);
    default:
      return read_number(text);
  }
}

std::string_view unit_help(figure_unit unit) {
  switch (unit) {
    case figure_unit::seconds:
      return "a time with its unit, e.g. 4s or 250ms";
    case figure_unit::share:
      return "a share, e.g. 1% or 0.01";
    default:
      return "a number";
  }
}

}  // namespace

result<requirement> parse_requirement(std::string_view text) {
  const auto at = text.find_first_of("<>");
  const auto refuse = [&](std::string expected) {
    return fail(failure_code::invalid_input,
                fmt::format("--require {}: expected {}", text, std::move(expected)));
  };
  if (at == text.npos) return refuse("FIGURE<VALUE or FIGURE>VALUE, e.g. 'p95.e2e<4s'");
  requirement made;
  made.text = text;
  const bool or_equal = at + 1 < text.size() && text[at + 1] == '=';
  if (text[at] == '<') made.how = or_equal ? relation::at_most : relation::less;
  if (text[at] == '>') made.how = or_equal ? relation::at_least : relation::more;
  const auto figure = figure_of(trimmed(text.substr(0, at)));
  if (!figure) return refuse("a figure: " + known_figures());
  made.figure = *figure;
  const auto limit = limit_of(text.substr(at + (or_equal ? 2 : 1)), figure->unit);
  if (!limit)
    return refuse(fmt::format("{} after {}", unit_help(figure->unit), text.substr(0, at + 1)));
  made.limit = *limit;
  return made;
}

load_requirement check(const requirement& wanted, const load_record& record) {
  load_requirement out;
  out.text = wanted.text;
  const std::string name = wanted.figure.stat.empty()
                               ? wanted.figure.metric
                               : wanted.figure.stat + "." + wanted.figure.metric;
  if (wanted.figure.metric == "max_rate") {
    out.met = record.sweep && holds(wanted.how, record.sweep->highest_rate, wanted.limit);
    out.found = record.sweep ? fmt::format("max_rate = {}", figure_text(record.sweep->highest_rate,
                                                                        figure_unit::rate))
                             : "max_rate is known after a --sweep only";
    return out;
  }
  out.met = true;
  const auto steps = answering_steps(record);
  if (steps.empty()) {
    out.met = false;
    out.found = "nothing was measured";
  }
  for (const std::size_t i : steps) {
    const load_step& step = record.steps[i];
    const auto value = value_of(wanted.figure, step);
    const bool kept = value && holds(wanted.how, *value, wanted.limit);
    if (!out.found.empty() && (kept || !out.met)) continue;  // the first that fails is named
    out.met = kept;
    out.found = value ? fmt::format("{} = {} ({})", name, figure_text(*value, wanted.figure.unit),
                                    step.name)
                      : fmt::format("{} was not measured ({})", name, step.name);
  }
  return out;
}

}  // namespace parley::load
