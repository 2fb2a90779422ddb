#include "engine/run_truth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random_stream.hpp"
#include "engine/scoring/cohort_scorer.hpp"
#include "engine/scoring/value_model.hpp"
#include "engine/truth/power.hpp"

namespace parley {
namespace {

constexpr double usual_power = 0.8;
constexpr std::size_t least_to_resample = 12;  // customers
constexpr double anchor_tolerance = 0.02;      // of the reward: less is no matter

truth::loop_rules rules_of(const settings& config) {
  const truth_settings& from = config.truth;
  truth::loop_rules out;
  out.alpha = from.alpha;
  out.patience = from.patience;
  out.hearing = 1 - from.baseline_share;
  out.confidence = config.scoring.confidence;
  out.gate.margin = from.margin;
  out.rules.most_rules = static_cast<std::size_t>(from.most_rules);
  out.rules.most_characters = static_cast<std::size_t>(from.most_rule_characters);
  out.effects.confidence = config.scoring.confidence;
  out.effects.worth = from.worth;
  return out;
}

// Everybody is searched on where the parts would be too small to decide anything.
truth::loop_search search_over(const settings& config,
                               const std::vector<customer_profile>& profiles, bool& split) {
  const truth_settings& from = config.truth;
  const truth::split_shares shares{from.search_share, from.selection_share};
  truth::loop_search parts(rules_of(config),
                           truth::population_of(profiles, shares, config.run.seed));
  split = parts.can_promote();
  if (split) return parts;
  const truth::split_shares everybody{1, 0};
  return {rules_of(config), truth::population_of(profiles, everybody, config.run.seed)};
}

std::size_t least_customers(const truth_settings& how) {
  std::size_t decide = 2;
  while (!truth::can_decide(decide, truth::gate_alpha(how.alpha, 1))) ++decide;
  return static_cast<std::size_t>(
      std::ceil(static_cast<double>(decide) / (how.selection_share * (1 - how.baseline_share))));
}

const iteration_record* find_record(int number, const iteration_record& now,
                                    const std::vector<iteration_record>& earlier) {
  if (now.iteration == number) return &now;
  for (const iteration_record& one : earlier)
    if (one.iteration == number) return &one;
  return nullptr;
}

const judgement* verdict_on(const iteration_record& record, const std::string& customer) {
  const auto found = std::lower_bound(
      record.judgements.begin(), record.judgements.end(), customer,
      [](const judgement& one, const std::string& id) { return one.customer_id < id; });
  if (found == record.judgements.end() || found->customer_id != customer) return nullptr;
  return &*found;
}

}  // namespace

run_truth::run_truth(const settings& config, const std::vector<customer_profile>& profiles,
                     const std::optional<truth::field_evidence>& outcomes)
    : config_(config),
      profiles_(profiles),
      search_(search_over(config, profiles, split_)),
      first_arm_(truth::deal_first_arm(profiles, search_.people().split.of,
                                       config.truth.baseline_share, config.run.seed)) {
  if (outcomes) calibrated_.emplace(*outcomes, config.scoring);
}

std::vector<std::string> run_truth::forecast() const {
  std::vector<std::string> out;
  if (calibrated_) out.push_back(calibrated_->forecast());
  if (config_.truth.baseline_share > 0) {
    const auto kept =
        static_cast<std::size_t>(std::count(first_arm_.begin(), first_arm_.end(), true));
    out.push_back(fmt::format(
        "A/B: {} customers keep hearing the first prompt, {} hear each new one, dealt by chance "
        "within cohorts and value segments. Only these search and decide; the figures of an "
        "iteration are about both.",
        kept, profiles_.size() - kept));
  }
  const double confidence = config_.scoring.confidence, sd = config_.truth.expected_sd;
  if (!split_) {
    out.push_back(fmt::format(
        "{} customers are too few to show that a prompt is better, about {} with some of every "
        "cohort are the least: all of them are tuned on, nothing is promoted, no gain is claimed.",
        profiles_.size(), least_customers(config_.truth)));
    return out;
  }
  const truth::customer_split& parts = search_.people().split;
  const std::size_t decide = parts.in(truth::part::selection).size();
  const std::size_t report = parts.in(truth::part::report).size();
  out.push_back(fmt::format("{} customers to search on, {} to decide, {} to report.",
                            parts.in(truth::part::search).size(), decide, report));
  out.push_back("Report: " + truth::power_sentence(report, sd, confidence, usual_power));
  return out;
}

void run_truth::start_history(std::vector<prompt_version> earlier) {
  history_ = std::move(earlier);
  if (!history_.empty()) history_.pop_back();
}

std::vector<const plan*> run_truth::told(const plan& used) {
  told_.clear();
  if (!on() || !search_.begun()) return {};
  std::vector<const plan*> out(profiles_.size(), &used);
  variants_.clear();
  const truth_settings& how = config_.truth;
  baseline_ = search_.baseline();
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    const std::string& id = profiles_[i].customer_id;
    if (first_arm_[i]) {
      out[i] = &baseline_;
      continue;
    }
    if (!split_ || search_.people().split.of[i] != truth::part::search) continue;
    const truth::rule_texts full = truth::rules_for(used, profiles_[i].cohort);
    random_stream left_out(config_.run.seed, id, "rules left out", search_.findings().size());
    if (full.empty() || !left_out.chance(how.inclusion)) continue;
    plan& variant = variants_.emplace_back(used);
    variant.cohort_rules.clear();
    const int round = static_cast<int>(search_.findings().size());
    for (const std::string& text : truth::random_subset(full, 0.5, config_.run.seed, {i, 0}, round))
      variant.cohort_rules.push_back({"", profiles_[i].cohort, text});
    out[i] = &variant;
  }
  told_ = out;
  return out;
}

void run_truth::observe(const iteration_record& record,
                        const std::vector<iteration_record>& earlier, prompt_version version) {
  std::vector<std::optional<double>> rewards(profiles_.size());
  auto next = record.values.begin();
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    const std::string& id = profiles_[i].customer_id;
    while (next != record.values.end() && next->customer_id < id) ++next;
    if (next != record.values.end() && next->customer_id == id) rewards[i] = next->reward;
  }
  if (config_.truth.baseline_share > 0 && !told_.empty())
    ab_iterations_.push_back(record.iteration);
  search_.measured(record.iteration, record.used, told_, rewards);

  std::vector<const iteration_record*> sources;
  for (const cohort which : all_cohorts)
    sources.push_back(find_record(search_.seen_in(which), record, earlier));
  report_ = report_over(sources);
  report_.iteration = record.iteration;
  std::vector<const iteration_record*> only(all_cohorts.size(), &record);
  const cohort_report mine = report_over(only);
  version.reward.reset();
  version.ltv_ratio.reset();
  if (mine.all.n > 0) {
    version.reward = mine.all.reward.mean;
    version.ltv_ratio = mine.all.ltv_ratio.mean;
  }
  history_.push_back(std::move(version));
  for (const conversation_record& talk : record.conversations)
    conduct_.count(talk, verdict_on(record, talk.customer_id));
}

void run_truth::decide(const iteration_record& record) {
  const bool moved =
      !looks_.empty() && looks_.back().iteration == record.iteration && looks_.back().found.alarm;
  search_.decide(moved);
  if (anchors_.empty() && config_.truth.anchors > 0) choose_anchors(record);
}

cohort_report run_truth::report_over(const std::vector<const iteration_record*>& by_cohort) const {
  cohort_scorer scorer(config_.scoring, config_.run.language);
  for (const std::size_t i : search_.people().split.in(truth::part::search)) {
    const customer_profile& profile = profiles_[i];
    const iteration_record* from = by_cohort[index_of(profile.cohort)];
    if (!from || (!told_.empty() && told_[i] == &baseline_)) continue;
    const auto talk = std::lower_bound(
        from->conversations.begin(), from->conversations.end(), profile.customer_id,
        [](const conversation_record& one, const std::string& id) { return one.customer_id < id; });
    if (talk == from->conversations.end() || talk->customer_id != profile.customer_id) continue;
    scorer.add(profile, *talk);
    if (const judgement* verdict = verdict_on(*from, profile.customer_id))
      scorer.add(profile, *verdict, *talk);
  }
  return scorer.report(0);
}

bool run_truth::judged_twice(const std::string& customer_id, int iteration) const {
  random_stream chance(config_.run.seed, customer_id, "judge again",
                       static_cast<std::uint64_t>(iteration));
  return chance.chance(config_.truth.judge_repeats);
}

void run_truth::add_repeat(const std::string& customer_id, int iteration, double first,
                           double again) {
  repeats_[{iteration, customer_id}] = {first, again};
}

// Those who answered first: their transcripts have more to be judged.
void run_truth::choose_anchors(const iteration_record& record) {
  struct choice {
    bool silent;
    std::uint64_t chance;
    std::size_t profile;
    const conversation_record* talk;
    double reward;
  };
  std::vector<choice> all;
  std::size_t i = 0;
  for (const conversation_record& talk : record.conversations) {
    while (i < profiles_.size() && profiles_[i].customer_id < talk.customer_id) ++i;
    const judgement* verdict = verdict_on(record, talk.customer_id);
    if (i >= profiles_.size() || profiles_[i].customer_id != talk.customer_id) continue;
    if (!verdict || !verdict->value) continue;
    random_stream chance(config_.run.seed, talk.customer_id, "anchor");
    all.push_back({!talk.customer_answered(), chance.next(), i, &talk,
                   normalised_reward(*verdict->value, config_.scoring)});
  }
  std::sort(all.begin(), all.end(), [](const choice& a, const choice& b) {
    return std::pair(a.silent, a.chance) < std::pair(b.silent, b.chance);
  });
  all.resize(std::min(all.size(), static_cast<std::size_t>(config_.truth.anchors)));
  for (const choice& one : all) anchors_.push_back({one.profile, *one.talk, one.reward});
}

void run_truth::look_at_anchors(int iteration, std::span<const std::optional<double>> now) {
  std::vector<double> before, after;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (!now[i]) continue;
    before.push_back(anchors_[i].first);
    after.push_back(*now[i]);
  }
  looks_.push_back(
      {iteration, truth::check_drift(before, after, config_.truth.alpha,
                                     static_cast<int>(looks_.size()) + 1, anchor_tolerance)});
}

std::vector<std::size_t> run_truth::to_measure() const {
  std::vector<std::size_t> out;
  if (!split_ || !search_.begun()) return out;
  const truth::arm_set& baseline = search_.baseline_arms();
  const truth::arm_set& measured = search_.measured_arms();
  for (const std::size_t i : search_.people().split.in(truth::part::report)) {
    const std::size_t c = index_of(profiles_[i].cohort);
    if (baseline[c] != measured[c]) out.push_back(i);
  }
  return out;
}

void run_truth::take_measurement(last_measurement taken) {
  std::vector<truth::difference> clean, with_invalid;
  std::array<bool, all_cohorts.size()> untouched{};
  const truth::population& people = search_.people();
  for (std::size_t c = 0; c < all_cohorts.size(); ++c)
    untouched[c] = search_.baseline_arms()[c] == search_.measured_arms()[c];
  for (std::size_t i = 0; i < taken.rows.size(); ++i) {
    const measured_pair& row = taken.rows[i];
    const std::size_t c = index_of(row.cohort);
    taken.invalid += row.invalid;
    if (row.before && row.after) clean.push_back({*row.after - *row.before, c, i});
    if (row.invalid) with_invalid.push_back({0, c, i});
  }
  with_invalid.insert(with_invalid.end(), clean.begin(), clean.end());
  const double confidence = config_.scoring.confidence;
  taken.promoted = search_.promoted();
  taken.gain = truth::stratified_effect(clean, people.shares, untouched, confidence);
  taken.with_invalid = truth::stratified_effect(with_invalid, people.shares, untouched, confidence);
  // So few resampled customers cannot show how far the mean may be: their t interval is wider.
  if (taken.gain.clusters >= least_to_resample)
    taken.interval = truth::bca_of_mean(clean, people.shares, untouched, confidence,
                                        config_.truth.resamples, config_.run.seed);
  for (std::size_t c = 0; c < all_cohorts.size(); ++c) {
    std::vector<truth::difference> mine;
    for (const truth::difference& d : clean)
      if (d.stratum == c) mine.push_back(d);
    taken.by_cohort[c] = truth::paired_effect(mine, confidence);
  }
  measured_ = std::move(taken);
}

}  // namespace parley
