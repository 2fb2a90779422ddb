#include "engine/people/people_said.hpp"

#include <fmt/format.h>

#include "agents/record_json.hpp"
#include "engine/truth/reliability.hpp"
#include "output/format.hpp"
#include "output/record_values.hpp"

namespace parley::people {
namespace {

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

const metric_finding& of(const sample_finding& found, metric which) {
  return found.all[index_of(which)];
}

std::string about(const sample_finding& found) {
  if (found.pairs) return "last measurement";
  return fmt::format("iteration {}", found.iteration);
}

std::string scored(const sample_finding& found) {
  const std::size_t n = found.not_claimed.empty() ? found.labels : found.labels + found.outside;
  if (found.pairs)
    return fmt::format(
        "People scored both conversations of {} of {} customers of the last "
        "measurement",
        n, found.population);
  return fmt::format("People scored {} of {} conversations of {}", n, found.population,
                     about(found));
}

std::string means_sentence(const sample_finding& found) {
  if (!found.not_claimed.empty())
    return fmt::format("{}; no correction is claimed: {}.", scored(found), found.not_claimed);
  const metric_finding& reward = of(found, metric::reward);
  return fmt::format(
      "{}, drawn at random within each cohort. Corrected by them, the mean reward is {}; the judge "
      "says {}.",
      scored(found), interval_text(reward.corrected, 3), decimal_text(reward.judge, 3));
}

std::string gain_sentence(const sample_finding& found) {
  if (!found.not_claimed.empty())
    return fmt::format("{}; no corrected gain is claimed: {}.", scored(found), found.not_claimed);
  const metric_finding& reward = of(found, metric::reward);
  std::string_view verdict;
  switch (evidence_of(reward.corrected)) {
    case evidence::no_interval:
      verdict = "Too few to say more.";
      break;
    case evidence::no_difference:
      verdict = "With people's scores no gain is shown.";
      break;
    case evidence::increase:
      verdict = "People's scores bear the gain out.";
      break;
    case evidence::decrease:
      verdict = "By people's scores the new prompt is worse.";
      break;
  }
  return fmt::format(
      "{}, drawn at random within each cohort. Corrected by them, the gain in reward is {}; the "
      "judge says {}. {}",
      scored(found), change_text(reward.corrected, 3), signed_text(reward.judge, 3), verdict);
}

constexpr const char* too_few =
    "Judge: too few are scored to say whether it is off; every cohort needs two.";

std::string bias_sentence(const sample_finding& found) {
  const estimate& bias = of(found, metric::nps).bias;
  constexpr std::size_t least = 5;  // the interval of fewer says nothing that anybody wants to read
  if (bias.n < least) return too_few;
  const std::string size = change_text(bias, 2);
  const std::string what =
      found.pairs ? "the change of the likelihood to recommend" : "the likelihood to recommend";
  switch (evidence_of(bias)) {
    case evidence::increase:
      return fmt::format("Judge: too strict. People put {} higher, by {} of ten points.", what,
                         size);
    case evidence::decrease:
      return fmt::format("Judge: too kind. People put {} lower, by {} of ten points.", what, size);
    case evidence::no_difference:
      return fmt::format(
          "Judge: no bias could be shown. People differ from it by {} of ten points "
          "in {}.",
          size, what);
    case evidence::no_interval:
      break;
  }
  return too_few;
}

std::string agreement_sentence(const agreement_finding& found, std::string_view who) {
  constexpr std::size_t least = 3;
  if (found.n < least) return {};
  std::string text;
  const auto add = [&text](std::string_view name, std::optional<double> value) {
    if (value)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, decimal_text(*value, 2));
  };
  add("alpha", found.alpha);
  if (found.alpha) text += fmt::format(" ({})", truth::alpha_in_words(*found.alpha));
  add("ICC", found.icc);
  add("correlation", found.correlation);
  if (text.empty()) return {};
  return fmt::format("{} on the likelihood to recommend of the same {}: {}.", who,
                     counted(found.n, "conversation", "conversations"), text);
}

std::string need_sentence(const people_findings& found) {
  const sample_finding* most = nullptr;
  for (const sample_finding& one : found.means) {
    const evidence seen = evidence_of(of(one, metric::nps).bias);
    if (seen == evidence::increase || seen == evidence::decrease) return {};
    if (one.labels > 0 && (!most || one.labels > most->labels)) most = &one;
  }
  if (!most || most->labels >= found.need.labels) return {};
  const std::string enough = fmt::format(
      "{} scored conversations would show a judge who is off by half a point of ten (in 80 % of "
      "the "
      "cases, {} by {})",
      found.need.labels,
      found.need.supposed ? "supposing that a person and the judge differ" : "as they differ",
      decimal_text(found.need.spread, 1));
  if (found.need.labels > most->population)
    return fmt::format("{}; {} has {} in all: a run with more customers can tell.", enough,
                       about(*most), most->population);
  return fmt::format("{}; there are {}: `parley label --size {}` goes on with the same sample.",
                     enough, most->labels, found.need.labels);
}

json::value known_json(const estimate& e) {
  return e.n == 0 ? json::value(nullptr) : estimate_json(e);
}

json::object metrics_json(const metric_findings& found) {
  json::object out;
  for (const metric which : all_metrics) {
    const metric_finding& one = found[index_of(which)];
    out[to_string(which)] = json::object{{"judge", one.judge},
                                         {"corrected", known_json(one.corrected)},
                                         {"person_minus_judge", known_json(one.bias)},
                                         {"trust", one.trust},
                                         {"effective_n", one.effective_n}};
  }
  return out;
}

json::object sample_json(const sample_finding& found) {
  json::object cohorts;
  for (const cohort_finding& one : found.cohorts)
    cohorts[to_string(one.cohort)] = json::object{{"population", one.population},
                                                  {"labels", one.labels},
                                                  {"metrics", metrics_json(one.metrics)}};
  return {{"iteration", found.iteration},
          {"population", found.population},
          {"drawn", found.drawn},
          {"labels", found.labels},
          {"passed_over", found.passed_over},
          {"outside_sample", found.outside},
          {"claimed", found.not_claimed.empty()},
          {"why_not",
           found.not_claimed.empty() ? json::value(nullptr) : json::value(found.not_claimed)},
          {"metrics", metrics_json(found.all)},
          {"cohorts", std::move(cohorts)}};
}

json::object agreement_json(const std::array<agreement_finding, all_metrics.size()>& found) {
  json::object out;
  for (const metric which : all_metrics) {
    const agreement_finding& one = found[index_of(which)];
    out[to_string(which)] = json::object{{"n", one.n},
                                         {"alpha", or_null(one.alpha)},
                                         {"icc", or_null(one.icc)},
                                         {"correlation", or_null(one.correlation)}};
  }
  return out;
}

}  // namespace

std::vector<std::string> sentences(const people_findings& found) {
  std::vector<std::string> out;
  const auto add = [&out](std::string text) {
    if (!text.empty()) out.push_back(std::move(text));
  };
  const auto add_sample = [&](const sample_finding& one) {
    add(one.pairs ? gain_sentence(one) : means_sentence(one));
    if (one.labels + one.outside > 0) add(bias_sentence(one));
    if (one.not_claimed.empty() && one.passed_over > 0)
      add(fmt::format(
          "{} drawn {} passed over: the correction supposes that this had nothing to do "
          "with what was said in them.",
          one.passed_over, one.passed_over == 1 ? "one was" : "ones were"));
    if (one.not_claimed.empty() && one.outside > 0)
      add(fmt::format("{} that {} not drawn {} in no correction.",
                      counted(one.outside, "scored one", "scored ones"),
                      one.outside == 1 ? "was" : "were", one.outside == 1 ? "is" : "are"));
  };
  for (const sample_finding& one : found.means) add_sample(one);
  if (found.gain) add_sample(*found.gain);
  const std::size_t nps = index_of(metric::nps);
  add(agreement_sentence(found.with_judge[nps], "Person and judge"));
  add(agreement_sentence(found.between_people[nps], "People among each other"));
  add(need_sentence(found));
  return out;
}

json::value people_json(const people_findings& found, const std::string& run_id) {
  json::array means, said;
  for (const sample_finding& one : found.means) means.push_back(sample_json(one));
  for (const std::string& line : sentences(found)) said.emplace_back(line);
  return json::object{
      {"format", "parley-people"},
      {"format_version", 1},
      {"run_id", run_id},
      {"confidence", found.confidence},
      {"conversations", found.conversations},
      {"raters", found.raters},
      {"skipped", found.skipped},
      {"said", std::move(said)},
      {"means", std::move(means)},
      {"gain", found.gain ? json::value(sample_json(*found.gain)) : json::value(nullptr)},
      {"person_and_judge", agreement_json(found.with_judge)},
      {"between_people", agreement_json(found.between_people)},
      {"needed", json::object{{"labels", found.need.labels},
                              {"spread", found.need.spread},
                              {"supposed", found.need.supposed}}}};
}

}  // namespace parley::people
