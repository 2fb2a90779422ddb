#include "cli/plan_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "output/format.hpp"

namespace parley::cli {
namespace {

using forecast::alternative;
using forecast::amount_range;
using forecast::range;
using strings = std::vector<std::string>;

constexpr std::size_t columns = 79;
constexpr std::size_t most_iterations = 8;
constexpr std::size_t most_alternatives = 4;

std::string whole(double value) {
  return count_text(std::llround(value));
}

/// To the right, by what the eye sees and not by bytes.
std::string right(const std::string& text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return (shown < width ? std::string(width - shown, ' ') : "") + text;
}

template <class Text>
std::string row(const std::string& name, double mean, const range& all, Text text) {
  std::string out = name + std::string(20 - std::min<std::size_t>(20, display_width(name)), ' ');
  out += right(text(mean), 14);
  for (const double value : {all.low, all.expected, all.high}) out += right(text(value), 14);
  return out;
}

/// "path" as people would say it.
std::string binding_text(const std::string& term) {
  if (term.empty()) return "nothing that was measured";
  if (term == "money") return "money: a budget ends the run";
  if (term == "path") return "latency: the calls of the longest conversation, one after the other";
  if (term == "open conversations") return "conversation.max_open: conversations at once";
  if (term.starts_with("in flight: ")) return "calls in flight to " + term.substr(11);
  if (term.starts_with("requests: ")) return "requests a minute of " + term.substr(10);
  if (term.starts_with("tokens: ")) return "tokens a minute of " + term.substr(8);
  return term;
}

std::string change_text(double saved) {
  return fmt::format("{}{:.0f} %", saved > 0 ? "−" : "+", std::abs(saved) * 100);
}

std::string alternative_text(const alternative& one, const plan_subject& what) {
  std::string out = fmt::format("{} {} → {}: ", one.key, one.before, one.after);
  const bool time = std::abs(one.faster) >= 0.005, money = std::abs(one.cheaper) >= 0.005;
  if (time) out += fmt::format("time {} ({})", change_text(one.faster), duration_text(one.seconds));
  if (time && money) out += ", ";
  if (money)
    out +=
        fmt::format("cost {} ({})", change_text(one.cheaper), money_text(one.cost, what.currency));
  if (!one.ours) out += "; the provider has to allow it";
  if (one.key == "conversation.max_turns") out += "; it changes the conversations";
  return out;
}

void add(strings& to, const std::string& text, std::size_t indent = 0) {
  const std::string margin(indent, ' ');
  for (const std::string& line : wrap(text, columns - indent)) to.push_back(margin + line);
}

void add_table(strings& to, const plan_subject& what, const forecast::forecast& found) {
  const amount_range& all = found.total;
  const auto wanted = std::max(1.0, static_cast<double>(found.wanted_iterations));
  const double n = found.stopped == stop_reason::max_iterations
                       ? wanted
                       : std::max(1.0, static_cast<double>(found.iterations.size()));
  to.push_back(std::string(20, ' ') + right("an iteration", 14) + right("run: low", 14) +
               right("expected", 14) + right("high", 14));
  const auto add_row = [&](const std::string& name, const range& of, auto text) {
    to.push_back(row(name, of.expected / n, of, text));
  };
  add_row("calls", all.calls, whole);
  add_row("input tokens", all.input_tokens, whole);
  add_row("  of these cached", all.cached_tokens, whole);
  add_row("output tokens", all.output_tokens, whole);
  if (what.prices_known)
    add_row("cost", all.cost, [&](double v) { return money_text(v, what.currency); });
  add_row("time", all.seconds, [](double v) { return duration_text(v); });
}

void add_iterations(strings& to, const plan_subject& what, const forecast::forecast& found) {
  int number = 0;
  for (const forecast::iteration_forecast& one : found.iterations) {
    if (++number > static_cast<int>(most_iterations)) break;
    std::string line =
        fmt::format("{}. {} calls, {}{}, {}", number, whole(one.takes.calls.expected),
                    what.prices_known ? money_text(one.takes.cost.expected, what.currency)
                                      : whole(one.takes.input_tokens.expected) + " tokens in",
                    one.left_out > 0
                        ? fmt::format(", {} of {} customers left out", one.left_out, what.customers)
                        : "",
                    duration_text(one.takes.seconds.expected));
    if (one.binds != found.binds && !one.binds.empty()) line += "; binds: " + one.binds;
    add(to, line, 2);
  }
  if (found.stopped == stop_reason::max_iterations &&
      found.wanted_iterations > found.played_iterations)
    add(to,
        fmt::format("The {} after that are taken to go as the last.",
                    found.wanted_iterations - found.played_iterations),
        2);
}

}  // namespace

strings plan_lines(const plan_subject& what, const forecast::forecast& found) {
  strings out;
  add(out, fmt::format("Forecast: {} customer{}, {} iteration{} at most, {}", what.customers,
                       what.customers == 1 ? "" : "s", found.wanted_iterations,
                       found.wanted_iterations == 1 ? "" : "s",
                       what.provider == "sim" ? "the simulated provider" : "the provider"));
  add(out, "Known from: " + what.known_from);
  if (!what.outcomes.empty()) add(out, "Outcomes: " + what.outcomes);
  out.emplace_back();
  add_table(out, what, found);
  if (!what.prices_known)
    add(out, fmt::format("The cost is not known: {0} has no price; set [prices.\"{0}\"].",
                         what.unpriced));
  out.emplace_back();
  add(out, "Iterations as expected; the run ends earlier when the gain stops:");
  add_iterations(out, what, found);
  out.emplace_back();
  if (found.stopped != stop_reason::max_iterations) add(out, "Ends early: " + found.stop_detail);
  add(out, "What binds: " + binding_text(found.binds));
  if (found.tried.empty()) {
    add(out, "No other setting that was tried changes the time or the cost by 3 % or more.");
  } else {
    add(out, "Helps most: " + alternative_text(found.tried.front(), what));
    for (std::size_t i = 1; i < std::min(found.tried.size(), most_alternatives); ++i)
      add(out, "Also: " + alternative_text(found.tried[i], what), 2);
  }
  add(out, "Nothing was sent, nothing was paid.");
  return out;
}

}  // namespace parley::cli
