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

std::string two_arm_sentence(const two_arm_result& test) {
  std::string text = fmt::format(
      "A/B in iteration {}: {} customers under its prompt differ from {} who kept the first one by "
      "{} in reward, within cohorts and value segments, those it was tuned on included; ",
      test.iteration, test.new_prompt, test.baseline, change_text(test.change, 3));
  if (test.ratio.alarm)
    return text + fmt::format(
                      "ALARM: these counts are not as planned (p {:.1e}), something besides chance "
                      "decided who was scored.",
                      test.ratio.p);
  return text + fmt::format("the counts are as planned (p {:.2f}).", test.ratio.p);
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

std::vector<std::string> run_truth::sentences(const run_record& record) const {
  std::vector<std::string> out{measured_sentence()};
  if (calibrated_) {
    const auto gain = to_calibrate();
    for (std::string& line : calibrated_->sentences(gain ? &*gain : nullptr))
      out.push_back(std::move(line));
  }
  if (const auto tests = ab_results(record); !tests.empty())
    out.push_back(two_arm_sentence(tests.back()));
  out.push_back(judge_sentence());
  if (measured_ && measured_->complete && measured_->invalid > 0)
    out.push_back(fmt::format(
        "{} pairs were left out because a customer fell out of its role; counted as no gain, the "
        "figure would be {}.",
        measured_->invalid, change(measured_->with_invalid)));
  return out;
}

std::optional<simulated_gain> run_truth::to_calibrate() const {
  if (!measured_ || !measured_->complete) return std::nullopt;
  simulated_gain out;
  out.all = measured_->gain;
  out.by_cohort = measured_->by_cohort;
  out.shares = search_.people().shares;
  for (std::size_t c = 0; c < all_cohorts.size(); ++c)
    out.untouched[c] = search_.baseline_arms()[c] == search_.measured_arms()[c];
  return out;
}

std::vector<truth::arm_value> run_truth::rewards_of_arms(const iteration_record& record) const {
  std::vector<truth::arm_value> out;
  std::size_t i = 0;
  for (const customer_value& value : record.values) {
    while (i < profiles_.size() && profiles_[i].customer_id < value.customer_id) ++i;
    if (i >= profiles_.size() || profiles_[i].customer_id != value.customer_id) continue;
    out.push_back(
        {profiles_[i].cohort, profiles_[i].risk.value_segment, !first_arm_[i], value.reward});
  }
  return out;
}

std::vector<two_arm_result> run_truth::ab_results(const run_record& record) const {
  std::vector<two_arm_result> out;
  const double share = config_.truth.baseline_share;
  const double planned[] = {1 - share, share};
  for (const iteration_record& one : record.iterations) {
    if (std::find(ab_iterations_.begin(), ab_iterations_.end(), one.iteration) ==
        ab_iterations_.end())
      continue;
    const auto rewards = rewards_of_arms(one);
    two_arm_result now;
    now.iteration = one.iteration;
    for (const truth::arm_value& each : rewards) ++(each.after ? now.new_prompt : now.baseline);
    const std::size_t counts[] = {now.new_prompt, now.baseline};
    now.ratio = truth::check_sample_ratio(counts, planned);
    now.change = truth::stratified_welch(rewards, record.confidence);
    out.push_back(std::move(now));
  }
  return out;
}

}  // namespace parley
