// What a run's evidence comes to, for people.
#include <fmt/format.h>

#include <algorithm>

#include "engine/judge_sentence.hpp"
#include "engine/run_truth.hpp"
#include "output/format.hpp"

namespace parley {
namespace {

std::string change(const truth::effect& e) {
  estimate shown{e.mean, e.low, e.high, e.n};
  return change_text(shown, 3);
}

}  // namespace

std::string run_truth::measured_sentence() const {
  const truth::loop_search& s = search_;
  if (!split_)
    return fmt::format("{} customers are too few to claim a gain: nothing was promoted.",
                       profiles_.size());
  if (!measured_) {
    if (s.findings().size() < 2) return "One prompt only: there is nothing to decide yet.";
    if (s.measured_arms() == s.baseline_arms())
      return "No prompt did better than the first one on the customers it was searched on: no gain "
             "is claimed.";
    return "The run ended before the last measurement: no gain is claimed.";
  }
  if (!measured_->complete) return "The last measurement was cut short: no gain is claimed.";
  truth::effect shown = measured_->gain;
  if (measured_->interval.resamples > 0) {
    shown.low = measured_->interval.low;
    shown.high = measured_->interval.high;
  }
  const std::string gain = change(shown), loop = change(s.in_loop());
  const std::string on = fmt::format("{} customers that nothing was chosen on ({} {} interval)",
                                     shown.n, level_text(config_.scoring.confidence),
                                     measured_->interval.resamples > 0 ? "BCa" : "t");
  if (measured_->promoted)
    return fmt::format(
        "Reported gain in reward over the first prompt: {}, on {}. In the loop it looked like {}.",
        gain, on, loop);
  std::string why;
  for (const truth::loop_finding& one : s.findings())
    if (one.gate) why = one.reason.starts_with("refused: ") ? one.reason.substr(9) : one.reason;
  return fmt::format(
      "Nothing was promoted: the best candidate differs from the first prompt by {}, on {}. In the "
      "loop it looked like {}{}.",
      gain, on, loop, why.empty() ? "" : "; the gate: " + why);
}

std::string run_truth::judge_sentence() const {
  std::vector<std::vector<double>> twice;
  for (const auto& [key, rewards] : repeats_) twice.push_back(rewards);
  std::string text = parley::judge_sentence(conduct_, twice);
  const bool moved = std::any_of(looks_.begin(), looks_.end(),
                                 [](const anchor_look& one) { return one.found.alarm; });
  if (moved)
    text += "; ALARM: it scored the frozen transcripts differently than at first";
  else if (!looks_.empty())
    text += fmt::format("; {} frozen transcripts: {} since the first iteration", anchors_.size(),
                        change(looks_.back().found.change));
  return text + ".";
}

std::vector<std::string> run_truth::sentences() const {
  std::vector<std::string> out{measured_sentence(), judge_sentence()};
  if (measured_ && measured_->complete && measured_->invalid > 0)
    out.push_back(fmt::format(
        "{} pairs were left out because a customer fell out of its role; counted as no gain, the "
        "figure would be {}.",
        measured_->invalid, change(measured_->with_invalid)));
  return out;
}

std::array<std::vector<double>, 2> run_truth::rewards_of_arms(const run_record& record,
                                                              int iteration) const {
  std::array<std::vector<double>, 2> out;  // baseline, new prompt
  for (const iteration_record& one : record.iterations) {
    if (one.iteration != iteration) continue;
    for (const customer_value& value : one.values)
      out[in_baseline_arm(value.customer_id) ? 0 : 1].push_back(value.reward);
  }
  return out;
}

}  // namespace parley
