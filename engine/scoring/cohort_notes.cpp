#include "engine/scoring/cohort_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "output/format.hpp"

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

/// How each fact is worded; the arguments stand in the same order in both languages.
struct wording {
  std::string_view none_scored, few_scored, unusable, silent, sore, unclear;
};

constexpr wording english = {
    "no conversation was scored",
    "only {} scored: read with care",
    "{} of {} could not be scored ({} invalid, {} failed, {} unscored)",
    "{} of {} never answered",
    "{} weighs most ({})",
    "the call to action was unclear ({:.2f} of 1)",
};
constexpr wording spanish = {
    "no se puntuó ninguna conversación",
    "solo {} puntuadas: léase con cautela",
    "{} de {} no se pudieron puntuar ({} inválidas, {} fallidas, {} sin puntuar)",
    "{} de {} nunca contestaron",
    "lo que más pesa: {} ({})",
    "la llamada a la acción no quedó clara ({:.2f} de 1)",
};

struct aspect_name {
  std::string_view key, english, spanish;
};
constexpr std::array<aspect_name, 5> aspects = {
    {{"finanzas", "finance", "finanzas"},
     {"documentacion", "paperwork", "documentación"},
     {"vehiculo", "the vehicle", "vehículo"},
     {"servicio", "service", "servicio"},
     {"comunicacion", "communication", "comunicación"}}};

std::string name_of(const std::string& aspect, bool in_spanish) {
  for (const aspect_name& known : aspects)
    if (known.key == aspect) return std::string(in_spanish ? known.spanish : known.english);
  return aspect;
}

}  // namespace

std::string cohort_notes(const cohort_summary& summary, std::span<const score* const> verdicts,
                         std::string_view language) {
  if (summary.customers == 0) return {};
  const bool in_spanish = language == "es";
  const wording& say = in_spanish ? spanish : english;
  std::vector<std::string> facts;
  if (summary.n == 0)
    facts.push_back(std::string(say.none_scored));
  else if (summary.n < few)
    facts.push_back(fmt::format(fmt::runtime(say.few_scored), summary.n));

  const std::size_t unusable = summary.invalid + summary.failed + summary.unscored;
  if (share(unusable, summary.customers) >= many)
    facts.push_back(fmt::format(fmt::runtime(say.unusable), unusable, summary.customers,
                                summary.invalid, summary.failed, summary.unscored));
  if (share(summary.silent, summary.customers) >= many)
    facts.push_back(fmt::format(fmt::runtime(say.silent), summary.silent, summary.customers));
  if (const auto sore = sorest(verdicts))
    facts.push_back(fmt::format(fmt::runtime(say.sore), name_of(sore->first, in_spanish),
                                signed_text(sore->second, 2)));

  double clarity = 0;
  for (const score* verdict : verdicts) clarity += verdict->cta_clarity;
  clarity /= static_cast<double>(std::max<std::size_t>(1, verdicts.size()));
  if (!verdicts.empty() && clarity < unclear_below)
    facts.push_back(fmt::format(fmt::runtime(say.unclear), clarity));

  if (facts.size() > most_facts) facts.resize(most_facts);
  std::string text = fmt::format("{}", fmt::join(facts, "; "));
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text.empty() ? text : text + ".";
}

}  // namespace parley
