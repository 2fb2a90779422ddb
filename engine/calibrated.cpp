#include "engine/calibrated.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/effect_json.hpp"
#include "engine/scoring/statistics.hpp"
#include "output/format.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

std::string change(const truth::effect& e) {
  return change_text(estimate{e.mean, e.low, e.high, e.n}, 3);
}

std::string slope_text(double mean, double low, double high) {
  return fmt::format("{} ({} to {})", decimal_text(mean, 2), decimal_text(low, 2),
                     decimal_text(high, 2));
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return out;
}

}  // namespace

calibrated::calibrated(truth::field_evidence outcomes, const scoring_settings& constants)
    : run_id_(std::move(outcomes.run_id)),
      confidence_(constants.confidence),
      by_(truth::calibrate(outcomes.rows, constants, constants.confidence)) {}

truth::calibrated_gain calibrated::apply(const simulated_gain& gain) const {
  return truth::apply(by_, gain.by_cohort, gain.shares, gain.untouched, confidence_);
}

truth::effect calibrated::slope() const {
  truth::effect out;
  out.mean = by_.pooled;
  out.n = by_.used;
  if (!by_.usable()) return out;
  const double half =
      student_t_quantile(0.5 + confidence_ / 2, by_.degrees) * std::sqrt(by_.pooled_variance);
  out.low = out.mean - half;
  out.high = out.mean + half;
  return out;
}

// "recommendation and replies; churn as simulated"
std::string calibrated::components() const {
  std::vector<std::string> real, not_real;
  (by_.has_nps ? real : not_real).emplace_back("recommendation");
  (by_.has_replied ? real : not_real).emplace_back("replies");
  (by_.has_churned ? real : not_real).emplace_back("churn");
  return listed(real) + (not_real.empty() ? "" : "; " + listed(not_real) + " as simulated");
}

std::string calibrated::forecast() const {
  const std::string from = fmt::format("{} real outcomes of run {}", by_.outcomes, run_id_);
  if (!by_.usable()) return fmt::format("{}: {}: nothing is calibrated.", from, by_.why_not);
  const truth::effect s = slope();
  return fmt::format(
      "{}, {} beside a simulated verdict ({}), calibrate the reported gain: customers showed {} of "
      "a simulated difference.",
      from, by_.used, components(), slope_text(s.mean, *s.low, *s.high));
}

std::vector<std::string> calibrated::sentences(const simulated_gain* gain) const {
  if (!by_.usable())
    return {fmt::format("Not calibrated: of {} real outcomes of run {}, {}.", by_.outcomes, run_id_,
                        by_.why_not)};
  if (!gain) return {forecast()};
  const truth::calibrated_gain real = apply(*gain);
  const truth::effect s = slope();
  std::string by_cohort;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    if (gain->untouched[c] || gain->by_cohort[c].n == 0) continue;
    by_cohort += fmt::format("{}{} {} instead of {}", by_cohort.empty() ? "" : "; ", label(which),
                             change(real.by_cohort[c]), signed_text(gain->by_cohort[c].mean, 3));
  }
  return {
      fmt::format(
          "Calibrated by {} real outcomes of run {} ({}): {} instead of {}. Customers showed {} "
          "of a simulated difference; the interval holds the error of both.",
          by_.used, run_id_, components(), change(real.all), signed_text(gain->all.mean, 3),
          slope_text(s.mean, *s.low, *s.high)),
      fmt::format("Calibrated by cohort: {}.", by_cohort)};
}

json::value calibrated::document(const simulated_gain* gain) const {
  const bool usable = by_.usable();
  truth::calibrated_gain real;
  if (gain && usable) real = apply(*gain);
  json::object lines;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    const truth::cohort_line& line = by_.cohorts[c];
    const bool has_gain = gain && usable && !gain->untouched[c] && gain->by_cohort[c].n > 0;
    json::value slope = nullptr, replies = nullptr, calibrated_gain = nullptr;
    if (usable) slope = json::object{{"mean", line.slope}, {"low", line.low}, {"high", line.high}};
    if (line.reply_n > 0)
      replies = json::object{
          {"n", line.reply_n}, {"simulated", line.simulated_replies}, {"real", line.real_replies}};
    if (has_gain) calibrated_gain = effect_json(real.by_cohort[c]);
    lines[to_string(which)] = json::object{
        {"outcomes", line.n},
        {"real_minus_simulated", estimate_json(line.shift)},
        {"slope", std::move(slope)},
        {"replies", std::move(replies)},
        {"simulated_gain", has_gain ? json::value(effect_json(gain->by_cohort[c])) : nullptr},
        {"gain", std::move(calibrated_gain)}};
  }
  json::array real_parts;
  if (by_.has_nps) real_parts.emplace_back("nps");
  if (by_.has_replied) real_parts.emplace_back("replied");
  if (by_.has_churned) real_parts.emplace_back("churned");
  return json::object{{"run_id", run_id_},
                      {"outcomes", by_.outcomes},
                      {"used", by_.used},
                      {"calibrated", usable},
                      {"why_not", usable ? json::value(nullptr) : json::value(by_.why_not)},
                      {"real", std::move(real_parts)},
                      {"slope", usable ? json::value(effect_json(slope())) : nullptr},
                      {"simulated_gain", gain ? json::value(effect_json(gain->all)) : nullptr},
                      {"gain", gain && usable ? json::value(effect_json(real.all)) : nullptr},
                      {"cohorts", std::move(lines)}};
}

}  // namespace parley
