#include "agents/verdict_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "agents/model_text.hpp"

namespace parley {
namespace {

using claim_flag = bool stated_claims::*;

struct plain_claim {
  std::string_view phrase;  ///< as fold_line has it, without the outer blanks
  claim_flag says;
};

constexpr std::array claims{
    plain_claim{"se va a ir", &stated_claims::leaves},
    plain_claim{"se ira", &stated_claims::leaves},
    plain_claim{"va a irse", &stated_claims::leaves},
    plain_claim{"a punto de irse", &stated_claims::leaves},
    plain_claim{"dejara de ser cliente", &stated_claims::leaves},
    plain_claim{"abandonara", &stated_claims::leaves},
    plain_claim{"ya se despidio", &stated_claims::leaves},
    plain_claim{"es probable que se vaya", &stated_claims::leaves},
    plain_claim{"riesgo alto", &stated_claims::leaves},
    plain_claim{"alto riesgo", &stated_claims::leaves},
    plain_claim{"will leave", &stated_claims::leaves},
    plain_claim{"is leaving", &stated_claims::leaves},
    plain_claim{"about to leave", &stated_claims::leaves},
    plain_claim{"likely to leave", &stated_claims::leaves},
    plain_claim{"likely to churn", &stated_claims::leaves},
    plain_claim{"will stop being a customer", &stated_claims::leaves},
    plain_claim{"high risk", &stated_claims::leaves},
    plain_claim{"high churn", &stated_claims::leaves},
    plain_claim{"se queda", &stated_claims::stays},
    plain_claim{"se quedara", &stated_claims::stays},
    plain_claim{"seguira siendo cliente", &stated_claims::stays},
    plain_claim{"poco probable que se vaya", &stated_claims::stays},
    plain_claim{"no se ira", &stated_claims::stays},
    plain_claim{"riesgo bajo", &stated_claims::stays},
    plain_claim{"bajo riesgo", &stated_claims::stays},
    plain_claim{"will stay", &stated_claims::stays},
    plain_claim{"likely to stay", &stated_claims::stays},
    plain_claim{"unlikely to leave", &stated_claims::stays},
    plain_claim{"low risk", &stated_claims::stays},
    plain_claim{"lo recomendaria", &stated_claims::recommends},
    plain_claim{"la recomendaria", &stated_claims::recommends},
    plain_claim{"recomendaria la", &stated_claims::recommends},
    plain_claim{"recomendara", &stated_claims::recommends},
    plain_claim{"would recommend", &stated_claims::recommends},
    plain_claim{"will recommend", &stated_claims::recommends},
    plain_claim{"desaconsejaria", &stated_claims::advises_against},
    plain_claim{"no recomendaria", &stated_claims::advises_against},
    plain_claim{"no la recomendaria", &stated_claims::advises_against},
    plain_claim{"no lo recomendaria", &stated_claims::advises_against},
    plain_claim{"would not recommend", &stated_claims::advises_against},
    plain_claim{"will not recommend", &stated_claims::advises_against},
    plain_claim{"would advise against", &stated_claims::advises_against},
    plain_claim{"acepto el paso", &stated_claims::takes_step},
    plain_claim{"acepta el paso", &stated_claims::takes_step},
    plain_claim{"acepto la cita", &stated_claims::takes_step},
    plain_claim{"acepta la llamada", &stated_claims::takes_step},
    plain_claim{"agendo", &stated_claims::takes_step},
    plain_claim{"accepts the step", &stated_claims::takes_step},
    plain_claim{"accepted the step", &stated_claims::takes_step},
    plain_claim{"has booked", &stated_claims::takes_step},
    plain_claim{"no contesto", &stated_claims::stays_silent},
    plain_claim{"no respondio", &stated_claims::stays_silent},
    plain_claim{"did not answer", &stated_claims::stays_silent},
    plain_claim{"did not reply", &stated_claims::stays_silent},
    plain_claim{"never answered", &stated_claims::stays_silent},
};

/// Clauses with these speak of before, of others, or of what might be.
constexpr std::array elsewhere{"antes",    "partia",   "parte",   "inicio",    "inicial", "previo",
                               "previa",   "anterior", "era",     "estaba",    "tenia",   "habia",
                               "pasado",   "si",       "salvo",   "podria",    "quiza",   "aunque",
                               "before",   "started",  "initial", "initially", "earlier", "prior",
                               "previous", "was",      "had",     "past",      "if",      "unless",
                               "might",    "could",    "may",     "although",  "though"};
constexpr std::array denials{"no",    "ni",  "nunca",   "sin",    "poco", "tampoco", "not",
                             "never", "nor", "without", "hardly", "less", "menos"};

bool is_one_of(std::string_view word, std::span<const char* const> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// One of the four words before `at` denies what stands there.
bool denied(std::string_view line, std::size_t at) {
  std::string_view before = trim(line.substr(0, at));
  for (int back = 0; back < 4 && !before.empty(); ++back) {
    const std::size_t blank = before.rfind(' ');
    if (is_one_of(before.substr(blank + 1), denials)) return true;  // npos + 1 is 0
    before = blank == std::string_view::npos ? std::string_view() : before.substr(0, blank);
  }
  return false;
}

void hear(std::string_view line, stated_claims& out) {
  for (const plain_claim& one : claims) {
    const std::string phrase = " " + std::string(one.phrase) + " ";
    const std::size_t at = line.find(phrase);
    if (at != std::string_view::npos && !denied(line, at)) out.*one.says = true;
  }
}

/// The first number behind `name` and at most two short words ("de", "of", "=").
std::optional<double> figure_after(std::string_view clause, std::string_view name) {
  const std::size_t found = clause.find(name);
  if (found == std::string_view::npos) return std::nullopt;
  std::string_view rest = clause.substr(found + name.size());
  const std::size_t digit = rest.find_first_of("0123456789");
  constexpr std::size_t near = 10;
  if (digit == std::string_view::npos || digit > near) return std::nullopt;
  rest.remove_prefix(digit);
  double value = 0;
  const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (ec != std::errc()) return std::nullopt;
  const std::string_view unit = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
  return unit.starts_with('%') ? value / 100 : value;
}

void read_figures(std::string_view clause, stated_claims& out) {
  std::string low;
  for (const char c : clause) low += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  for (const char* name : {"nps", "nps_expected"})
    if (const auto said = figure_after(low, name); said && *said <= 10) out.nps = said;
  for (const char* name : {"churn", "churnprob", "abandono"})
    if (const auto said = figure_after(low, name); said && *said <= 1) out.churn = said;
}

/// Sentences and what semicolons part; the point in 0.3 ends none.
std::vector<std::string_view> clauses_of(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool last = at + 1 == text.size();
    const bool stop = text[at] == ';' || text[at] == '\n' ||
                      ((text[at] == '.' || text[at] == ',') && (last || text[at + 1] == ' '));
    if (!stop && !last) continue;
    out.push_back(text.substr(begin, at + 1 - begin));
    begin = at + 1;
  }
  return out;
}

bool numbers_disagree(const score& verdict) {
  double sentiment = 0;
  for (const auto& [aspect, value] : verdict.aspect_sentiment)
    sentiment += value / static_cast<double>(verdict.aspect_sentiment.size());
  const bool recommends = verdict.nps_expected >= 8, detracts = verdict.nps_expected <= 3;
  return (recommends && (verdict.churn_prob >= 0.6 || sentiment <= -0.3)) ||
         (detracts && (verdict.churn_prob <= 0.1 || sentiment >= 0.3));
}

}  // namespace

stated_claims claims_of(std::string_view rationale) {
  stated_claims out;
  for (const std::string_view clause : clauses_of(rationale)) {
    const std::vector<std::string> words = fold_words(clause);
    if (std::any_of(words.begin(), words.end(),
                    [](const std::string& word) { return is_one_of(word, elsewhere); }))
      continue;
    hear(fold_line(clause), out);
    read_figures(clause, out);
  }
  return out;
}

verdict_conflicts conflicts_of(const score& verdict) {
  constexpr double nps_apart = 2, churn_apart = 0.2;
  verdict_conflicts out;
  out.numbers = numbers_disagree(verdict);
  const stated_claims said = claims_of(verdict.rationale);
  const auto only = [](bool one, bool other) { return one && !other; };
  out.rationale = (only(said.leaves, said.stays) && verdict.churn_prob <= 0.15) ||
                  (only(said.stays, said.leaves) && verdict.churn_prob >= 0.5) ||
                  (only(said.recommends, said.advises_against) && verdict.nps_expected <= 4) ||
                  (only(said.advises_against, said.recommends) && verdict.nps_expected >= 7) ||
                  (only(said.takes_step, said.stays_silent) && verdict.engagement_prob <= 0.15) ||
                  (only(said.stays_silent, said.takes_step) && verdict.engagement_prob >= 0.6) ||
                  (said.nps && std::abs(*said.nps - verdict.nps_expected) >= nps_apart) ||
                  (said.churn && std::abs(*said.churn - verdict.churn_prob) >= churn_apart);
  return out;
}

}  // namespace parley
