#include "engine/people/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/paired.hpp"
#include "engine/truth/splits.hpp"

namespace parley::people {
namespace {

constexpr std::size_t cohort_count = all_cohorts.size();

/// A conversation, or a pair's difference.
struct unit {
  parley::cohort cohort = cohort::quiet_satisfied;
  metric_values judge{};
  std::optional<metric_values> human;
  int place = 0;  ///< 0: not drawn
};

/// Mean of the people who scored a conversation.
std::map<talk_key, metric_values> human_means(const people_rows& rows, const talk_book& book) {
  std::map<talk_key, std::pair<metric_values, double>> sums;
  for (const person_label& one : rows.labels) {
    if (!one.complete() || book.find(one.talk) == nullptr) continue;
    const metric_values values = values_of(*one.nps, *one.engagement, *one.churn, book.constants());
    auto& [sum, count] = sums[one.talk];
    for (std::size_t m = 0; m < values.size(); ++m) sum[m] += values[m];
    count += 1;
  }
  std::map<talk_key, metric_values> out;
  for (auto& [key, sum] : sums) {
    for (double& value : sum.first) value /= sum.second;
    out[key] = sum.first;
  }
  return out;
}

std::map<talk_key, int> places(const people_rows& rows) {
  std::map<talk_key, int> out;
  for (const drawn_talk& one : rows.sample) out[one.talk] = one.place;
  return out;
}

metric_values minus(const metric_values& after, const metric_values& before) {
  metric_values out;
  for (std::size_t m = 0; m < out.size(); ++m) out[m] = after[m] - before[m];
  return out;
}

class examiner {
 public:
  examiner(const people_rows& rows, const talk_book& book)
      : rows_(rows), book_(book), human_(human_means(rows, book)), places_(places(rows)) {}

  people_findings examine() {
    people_findings out;
    out.confidence = book_.run().confidence;
    out.conversations = human_.size();
    std::set<std::string> raters;
    for (const person_label& one : rows_.labels) {
      if (one.complete()) raters.insert(one.rater);
      out.skipped += one.skipped;
    }
    out.raters = raters.size();
    for (const int iteration : touched(false)) out.means.push_back(sample(iteration, false));
    const std::set<int> pairs = touched(true);
    if (!pairs.empty()) out.gain = sample(*pairs.rbegin(), true);
    for (const metric which : all_metrics) agree(out, index_of(which));
    std::vector<double> off;
    for (const auto& [key, values] : human_)
      off.push_back(values[index_of(metric::nps)] - book_.find(key)->judge[index_of(metric::nps)]);
    out.need = labels_needed(off, out.confidence);
    return out;
  }

 private:
  /// Iterations with anything drawn or scored.
  std::set<int> touched(bool pairs) const {
    std::set<int> out;
    const auto add = [&](const talk_key& key) {
      if ((key.side != 0) == pairs && book_.find(key)) out.insert(key.iteration);
    };
    for (const auto& [key, values] : human_) add(key);
    for (const person_label& one : rows_.labels) add(one.talk);
    return out;
  }

  void agree(people_findings& out, std::size_t m) const {
    std::vector<std::vector<double>> with_judge, between;
    for (const auto& [key, values] : human_)
      with_judge.push_back({book_.find(key)->judge[m], values[m]});
    std::map<talk_key, std::vector<double>> ratings;
    for (const person_label& one : rows_.labels)
      if (one.complete() && book_.find(one.talk))
        ratings[one.talk].push_back(
            values_of(*one.nps, *one.engagement, *one.churn, book_.constants())[m]);
    for (auto& [key, values] : ratings)
      if (values.size() > 1) between.push_back(std::move(values));
    out.with_judge[m] = agreement_of(with_judge);
    out.between_people[m] = agreement_of(between);
  }

  std::vector<unit> units(int iteration, bool pairs) const {
    std::vector<unit> out;
    for (const label_talk& one : book_.talks()) {
      if (one.key.iteration != iteration || one.key.side != (pairs ? 1 : 0)) continue;
      unit made{one.cohort, one.judge, human_of(one.key), place_of(one.key)};
      if (pairs) {
        const talk_key other{iteration, one.key.customer_id, 2};
        const label_talk* after = book_.find(other);
        if (!after) continue;
        made.judge = minus(after->judge, one.judge);
        const auto before_human = made.human, after_human = human_of(other);
        made.human = std::nullopt;
        if (before_human && after_human) made.human = minus(*after_human, *before_human);
      }
      out.push_back(made);
    }
    return out;
  }

  std::optional<metric_values> human_of(const talk_key& key) const {
    const auto found = human_.find(key);
    return found == human_.end() ? std::nullopt : std::optional(found->second);
  }
  int place_of(const talk_key& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? 0 : found->second;
  }

  std::array<double, cohort_count> shares(const std::vector<unit>& all, bool pairs) const {
    if (pairs) {  // as the reported gain is weighted; a cohort without pairs has the same prompt
      return truth::cohort_shares(book_.run().profiles);
    }
    std::array<double, cohort_count> out{};
    for (const unit& one : all)
      out[parley::index_of(one.cohort)] += 1 / static_cast<double>(all.size());
    return out;
  }

  sample_finding sample(int iteration, bool pairs) const {
    const std::vector<unit> all = units(iteration, pairs);
    sample_finding out;
    out.iteration = iteration;
    out.pairs = pairs;
    out.population = all.size();
    std::array<int, cohort_count> furthest{};  // place of the last one that was scored
    for (const unit& one : all) {
      out.drawn += one.place > 0;
      out.labels += one.place > 0 && one.human;
      out.outside += one.place == 0 && one.human;
      int& last = furthest[parley::index_of(one.cohort)];
      if (one.human) last = std::max(last, one.place);
    }
    for (const unit& one : all)
      out.passed_over +=
          one.place > 0 && !one.human && one.place < furthest[parley::index_of(one.cohort)];
    out.not_claimed = why_not(out, all);
    const auto weights = shares(all, pairs);
    for (const cohort which : all_cohorts) {
      cohort_finding mine;
      mine.cohort = which;
      for (const unit& one : all) {
        mine.population += one.cohort == which;
        mine.labels += one.cohort == which && one.human && counts(one, out);
      }
      if (mine.population > 0) out.cohorts.push_back(std::move(mine));
    }
    for (const metric which : all_metrics) correct(out, all, weights, index_of(which));
    return out;
  }

  /// Where a correction is claimed, only what was drawn; else everything, and it is said so.
  static bool counts(const unit& one, const sample_finding& found) {
    return one.place > 0 || !found.not_claimed.empty();
  }

  static std::string why_not(const sample_finding& found, const std::vector<unit>& all) {
    if (found.labels == 0 && found.outside > 0)
      return "the scored conversations were not drawn at random: somebody chose them";
    std::array<std::size_t, cohort_count> there{}, labels{};
    for (const unit& one : all) {
      ++there[parley::index_of(one.cohort)];
      labels[parley::index_of(one.cohort)] += one.place > 0 && one.human;
    }
    std::string none;
    for (const cohort which : all_cohorts)
      if (there[parley::index_of(which)] > 0 && labels[parley::index_of(which)] == 0)
        none += fmt::format("{}{}", none.empty() ? "" : "; ", label(which));
    if (!none.empty())
      return fmt::format("nobody has scored {} of these customers yet: {}",
                         found.pairs ? "both conversations" : "a conversation", none);
    if (found.passed_over * 5 > found.labels + found.passed_over)
      return fmt::format(
          "{} drawn conversations were passed over for {} that were scored: what is left is no "
          "random sample",
          found.passed_over, found.labels);
    return {};
  }

  void correct(sample_finding& out, const std::vector<unit>& all,
               const std::array<double, cohort_count>& weights, std::size_t m) const {
    const double confidence = book_.run().confidence;
    std::vector<truth::label_stratum> strata(cohort_count);
    std::vector<truth::difference> off;
    std::vector<double> plain;
    for (const unit& one : all) {
      const std::size_t c = parley::index_of(one.cohort);
      const bool used = one.human && counts(one, out);
      if (used) {
        off.push_back({(*one.human)[m] - one.judge[m], c, off.size()});
        plain.push_back(off.back().value);
        strata[c].judge.push_back(one.judge[m]);
        strata[c].human.push_back((*one.human)[m]);
      } else {
        strata[c].rest.push_back(one.judge[m]);
      }
    }
    std::array<bool, cohort_count> untouched{};
    for (std::size_t c = 0; c < cohort_count; ++c) {
      const bool there = !strata[c].human.empty() || !strata[c].rest.empty();
      strata[c].share = there ? weights[c] : 0;
      untouched[c] = !there;
    }
    const truth::stratified_correction found = truth::correct_by_strata(strata, confidence);
    metric_finding& whole = out.all[m];
    whole.judge = found.judge;
    if (out.not_claimed.empty()) {
      whole.corrected = found.value;
      whole.trust = found.trust;
      whole.effective_n = found.effective_n;
      const truth::effect bias = truth::stratified_effect(off, weights, untouched, confidence);
      whole.bias = {bias.mean, bias.low, bias.high, bias.n};
    } else {
      whole.bias = mean_estimate(plain, confidence);
    }
    for (cohort_finding& mine : out.cohorts) {
      const std::size_t c = parley::index_of(mine.cohort);
      metric_finding& part = mine.metrics[m];
      std::vector<double> differences, scores = strata[c].judge;
      for (const truth::difference& one : off)
        if (one.stratum == c) differences.push_back(one.value);
      scores.insert(scores.end(), strata[c].rest.begin(), strata[c].rest.end());
      part.judge = mean_estimate(scores, confidence).mean;
      part.bias = mean_estimate(differences, confidence);
      if (out.not_claimed.empty()) part.corrected = found.strata[c];
      part.trust = found.trust;
    }
  }

  const people_rows& rows_;
  const talk_book& book_;
  std::map<talk_key, metric_values> human_;
  std::map<talk_key, int> places_;
};

}  // namespace

people_findings find_out(const people_rows& rows, const talk_book& book) {
  return examiner(rows, book).examine();
}

}  // namespace parley::people
