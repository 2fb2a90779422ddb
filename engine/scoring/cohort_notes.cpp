#include "engine/scoring/cohort_notes.hpp"

#include <fmt/format.h>

#include <map>

namespace parley {
namespace {

constexpr std::size_t few = 5;         // fewer scored customers than this: say so
constexpr double many = 1.0 / 3;       // share of silent or unusable conversations worth a word
constexpr double sore_below = -0.25;   // mean aspect sentiment
constexpr double unclear_below = 0.5;  // mean clarity of the call to action
constexpr std::size_t most_facts = 3;

// The aspect that the judge saw worst, with its mean sentiment.
std::optional<std::pair<std::string, double>> sorest(std::span<const score* const> verdicts) {
  std::map<std::string, std::pair<double, int>> sums;
  for (const score* verdict : verdicts)
    for (const auto& [aspect, sentiment] : verdict->aspect_sentiment) {
      sums[aspect].first += sentiment;
      ++sums[aspect].second;
    }
  std::optional<std::pair<std::string, double>> worst;
  for (const auto& [aspect, sum] : sums) {
    const double mean = sum.first / sum.second;
    if (mean < sore_below && (!worst || mean < worst->second)) worst = {aspect, mean};
  }
  return worst;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::string cohort_notes(const cohort_summary& summary, std::span<const score* const> verdicts) {
  if (summary.customers == 0) return {};
  std::vector<std::string> facts;
  if (summary.n == 0)
    facts.push_back("no conversation was scored");
  else if (summary.n < few)
    facts.push_back(fmt::format("only {} scored: read with care", summary.n));

  const std::size_t unusable = summary.invalid + summary.failed + summary.unscored;
  if (share(unusable, summary.customers) >= many)
    facts.push_back(fmt::format("{} of {} could not be scored ({} invalid, {} failed, {} unscored)",
                                unusable, summary.customers, summary.invalid, summary.failed,
                                summary.unscored));
  if (share(summary.silent, summary.customers) >= many)
    facts.push_back(fmt::format("{} of {} never answered", summary.silent, summary.customers));
  if (const auto sore = sorest(verdicts))
    facts.push_back(fmt::format("{} weighs most ({:+.2f})", sore->first, sore->second));

  double clarity = 0;
  for (const score* verdict : verdicts) clarity += verdict->cta_clarity;
  if (!verdicts.empty() && clarity / static_cast<double>(verdicts.size()) < unclear_below)
    facts.push_back(fmt::format("the call to action was unclear ({:.2f} of 1)",
                                clarity / static_cast<double>(verdicts.size())));

  if (facts.size() > most_facts) facts.resize(most_facts);
  std::string text = fmt::format("{}", fmt::join(facts, "; "));
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text.empty() ? text : text + ".";
}

}  // namespace parley
