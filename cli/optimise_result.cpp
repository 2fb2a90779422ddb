#include "cli/optimise_result.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/table.hpp"
#include "engine/judge_sentence.hpp"
#include "engine/truth/power.hpp"
#include "output/format.hpp"

namespace parley::cli {
namespace {

constexpr double usual_power = 0.8;

std::string gain_text(double mean, std::optional<double> low, std::optional<double> high) {
  estimate shown;
  shown.mean = mean;
  shown.low = low;
  shown.high = high;
  shown.n = 2;
  return change_text(shown, 3);
}

std::string_view decision_of(const truth::iteration_findings& one) {
  if (!one.gate) return "no candidate";
  switch (*one.gate) {
    case truth::gate_verdict::promoted:
      return "promoted";
    case truth::gate_verdict::partly:
      return "promoted in part";
    default:
      return "champion stays";
  }
}

void add_wrapped(std::vector<std::string>& out, const std::string& text, std::size_t width) {
  for (std::string& line : wrap(text, width)) out.push_back(std::move(line));
}

void add_iterations(const optimise_run& run, const console& con, std::vector<std::string>& out) {
  table shown;
  shown.column("iteration", table::align::right);
  shown.column("tried", table::align::right);
  shown.column("taken", table::align::right);
  shown.column("gain where it was decided");
  shown.column("decision");
  for (const truth::iteration_findings& one : run.search().findings()) {
    std::size_t tried = 0, taken = 0;
    for (const auto& cohort : one.races)
      for (const truth::arm_finding& arm : cohort) {
        ++tried;
        taken += arm.accepted;
      }
    const truth::effect& g = one.gate_gain;
    const bool good = one.gate && *one.gate != truth::gate_verdict::refused;
    shown.row({cell(std::to_string(one.iteration)), cell(std::to_string(tried)),
               cell(std::to_string(taken)),
               cell(one.gate && g.n > 0 ? gain_text(g.mean, g.low, g.high) : "–"),
               cell(std::string(decision_of(one)), good ? ink::good : ink::plain)});
  }
  for (std::string& line : shown.render(con)) out.push_back(std::move(line));
}

void add_rules(const optimise_run& run, const console& con, std::size_t width,
               std::vector<std::string>& out) {
  const auto effects = run.search().effects_of_rules();
  table shown;
  shown.column("cohort");
  shown.column("rule");
  shown.column("effect");
  shown.column("n", table::align::right);
  shown.column("");
  const std::size_t room = width > 84 ? width - 66 : 18;
  bool any = false;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    for (const std::string& text : run.search().arm_at(run.search().champion()[c]).rules) {
      any = true;
      const truth::rule_effect* known = nullptr;
      for (const truth::rule_effect& e : effects)
        if (e.cohort == which && e.text == text) known = &e;
      shown.row({cell(std::string(label(which))), cell(shorten(printable_line(text), room)),
                 cell(known && known->known ? gain_text(known->mean, known->low, known->high)
                                            : "not measured"),
                 cell(known ? std::to_string(known->n) : "0"),
                 cell(known && known->known ? std::string(to_string(known->state)) : "")});
    }
  }
  if (!any) {
    out.push_back("The champion has no rules.");
    return;
  }
  out.push_back("Rules of the champion (effect: with the rule against without it)");
  for (std::string& line : shown.render(con)) out.push_back(std::move(line));
}

std::string verdict_of(const optimise_run& run) {
  const truth::optimiser& search = run.search();
  const truth::remeasurement& report = search.report();
  if (!run.ended().complete)
    return fmt::format("The search did not end ({}): nothing is claimed.", run.ended().sentence);
  if (!report.any) return "No challenger differed from the baseline: nothing is claimed.";
  const std::string gain = gain_text(report.gain.mean, report.interval.low, report.interval.high);
  const std::string on = fmt::format("{} customers that nothing was chosen on ({} BCa interval)",
                                     report.gain.n, level_text(run.rules().confidence));
  if (report.promoted)
    return fmt::format(
        "Reported gain in reward over the baseline: {}, on {}. In the loop it looked like {}.",
        gain, on, signed_text(search.claimed_in_loop(), 3));
  return fmt::format(
      "Nothing was promoted. The best candidate differs from the baseline by {}, on {}; in the "
      "loop it looked like {}.",
      gain, on, signed_text(search.claimed_in_loop(), 3));
}

std::string length_sentence(const truth::length_finding& length) {
  if (!length.known) return {};
  if (length.alarm)
    return fmt::format(
        "ALARM: the judge scores longer messages higher, and at equal length the gain would be {} "
        "instead of {}. Have people score a sample before you believe it.",
        signed_text(length.controlled_gain, 3), signed_text(length.raw_gain, 3));
  return fmt::format("At equal length of the messages the gain is {}: length does not explain it.",
                     signed_text(length.controlled_gain, 3));
}

std::string judge_line(const search_conduct& conduct) {
  std::vector<std::vector<double>> twice;
  for (const auto& [which, rewards] : conduct.repeats) twice.push_back(rewards);
  return judge_sentence(conduct, twice) + ".";
}

std::string customers_sentence(const search_conduct& conduct) {
  return fmt::format(
      "Customers: {} never answered, {} ended it themselves; left out: {} that fell out of their "
      "role, {} whose call failed.",
      conduct.silent, conduct.left_early, conduct.invalid, conduct.failed);
}

}  // namespace

std::vector<std::string> search_forecast(const optimise_run& run, const settings& config) {
  const truth::customer_split& split = run.people().split;
  const std::size_t decides = split.in(truth::part::selection).size();
  const std::size_t reports = split.in(truth::part::report).size();
  std::vector<std::string> out;
  out.push_back(
      fmt::format("{} customers to search on, {} to decide, {} to report; at most {} "
                  "conversations.",
                  split.in(truth::part::search).size(), decides, reports, run.rules().budget));
  out.push_back("Report: " + truth::power_sentence(reports, config.truth.expected_sd,
                                                   config.scoring.confidence, usual_power));
  if (decides < 12 || reports < 12)
    out.push_back("So few customers show only large gains: expect \"no difference\".");
  return out;
}

std::optional<simulated_gain> to_calibrate(const optimise_run& run) {
  const truth::optimiser& search = run.search();
  const truth::remeasurement& report = search.report();
  if (!run.ended().complete || !report.any) return std::nullopt;
  simulated_gain out;
  out.all = report.gain;
  out.by_cohort = report.by_cohort;
  out.shares = run.people().shares;
  for (std::size_t c = 0; c < all_cohorts.size(); ++c)
    out.untouched[c] = search.baseline()[c] == search.measured()[c];
  return out;
}

std::vector<std::string> search_summary(const optimise_run& run, const console& con,
                                        std::size_t width, const calibrated* outcomes) {
  std::vector<std::string> out;
  add_iterations(run, con, out);
  for (const truth::iteration_findings& one : run.search().findings())
    if (!one.reason.empty())
      add_wrapped(out, fmt::format("  {}. {}", one.iteration, one.reason), width);
  out.push_back("");
  add_rules(run, con, width, out);
  out.push_back("");
  add_wrapped(out, verdict_of(run), width);
  if (outcomes) {
    const auto gain = to_calibrate(run);
    for (const std::string& line : outcomes->sentences(gain ? &*gain : nullptr))
      add_wrapped(out, line, width);
  }
  const std::string length = length_sentence(run.search().report().length);
  if (!length.empty()) add_wrapped(out, length, width);
  if (!run.search().why_ended().empty())
    add_wrapped(out,
                fmt::format("Ended: {}; {} of {} conversations.", run.search().why_ended(),
                            run.search().conversations(), run.rules().budget),
                width);
  add_wrapped(out, judge_line(run.conduct()), width);
  add_wrapped(out, customers_sentence(run.conduct()), width);
  return out;
}

}  // namespace parley::cli
