#include "engine/truth/fidelity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "engine/scoring/statistics.hpp"
#include "output/format.hpp"

namespace parley::truth {
namespace {

constexpr double agreeing_above = 0.3;
constexpr double flips_worth_a_word = 0.05;

std::size_t words_in(const std::string& text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    words += !space && !inside;
    inside = !space;
  }
  return words;
}

struct heard {
  double sentiment = 0, words = 0;
  std::size_t rated = 0, replies = 0;
};

std::string customers_of(cohort which) {
  return fmt::format("{} customers", label(which));
}

// Vocal customers write more than quiet ones; dissatisfied ones write less kindly.
void add_doubts(fidelity_finding& out) {
  const auto at = [&out](cohort which) -> const cohort_fidelity& {
    return out.cohorts[index_of(which)];
  };
  const auto below = [](const estimate& a, const estimate& b) {
    return a.high && b.low && *a.high < *b.low;
  };
  for (const auto& [vocal, quiet] :
       {std::pair{cohort::vocal_satisfied, cohort::quiet_satisfied},
        std::pair{cohort::vocal_unsatisfied, cohort::quiet_unsatisfied}})
    if (below(at(vocal).words, at(quiet).words))
      out.doubts.push_back(fmt::format("{} write less than {} ({:.0f} words against {:.0f})",
                                       customers_of(vocal), customers_of(quiet),
                                       at(vocal).words.mean, at(quiet).words.mean));
  for (const cohort which : all_cohorts) {
    const cohort_fidelity& c = at(which);
    if (below(c.profile_sentiment, c.sentiment))
      out.doubts.push_back(fmt::format("{} sound kinder than their tickets ({} against {})",
                                       customers_of(which), signed_text(c.sentiment.mean, 2),
                                       signed_text(c.profile_sentiment.mean, 2)));
    if (static_cast<double>(c.role_flips) >
        flips_worth_a_word * static_cast<double>(c.conversations))
      out.doubts.push_back(fmt::format("{} of {} conversations of {} fell out of their role",
                                       c.role_flips, c.conversations, customers_of(which)));
  }
}

}  // namespace

fidelity_finding check_fidelity(std::span<const conversation_record* const> talks,
                                std::span<const customer_profile* const> profiles,
                                double confidence) {
  fidelity_finding out;
  std::array<std::map<std::string, heard>, all_cohorts.size()> said;
  std::array<std::map<std::string, double>, all_cohorts.size()> tickets;
  for (std::size_t i = 0; i < talks.size(); ++i) {
    const conversation_record& talk = *talks[i];
    const std::size_t c = index_of(talk.cohort);
    cohort_fidelity& mine = out.cohorts[c];
    ++mine.conversations;
    mine.role_flips += talk.end == conversation_end::invalid;
    mine.left_early += talk.end == conversation_end::customer_left;
    if (!talk.scorable()) continue;
    mine.answered += talk.customer_answered();
    for (const turn& one : talk.turns) {
      if (one.role != turn_role::customer || one.silent || one.context) continue;
      heard& person = said[c][talk.customer_id];
      ++person.replies;
      ++mine.replies;
      person.words += static_cast<double>(words_in(one.content));
      if (!one.sentiment) continue;
      person.sentiment += *one.sentiment;
      ++person.rated;
      mine.agreeing += *one.sentiment > agreeing_above;
    }
    const auto& told = profiles[i]->history.tickets;
    if (told.empty() || !said[c].contains(talk.customer_id)) continue;
    double sum = 0;
    for (const ticket& t : told) sum += t.sentiment;
    tickets[c][talk.customer_id] = sum / static_cast<double>(told.size());
  }
  for (std::size_t c = 0; c < all_cohorts.size(); ++c) {
    std::vector<double> sentiment, words, ticket_sentiment;
    for (const auto& [id, person] : said[c]) {
      if (person.rated > 0)
        sentiment.push_back(person.sentiment / static_cast<double>(person.rated));
      words.push_back(person.words / static_cast<double>(person.replies));
    }
    for (const auto& [id, mean] : tickets[c]) ticket_sentiment.push_back(mean);
    out.cohorts[c].sentiment = mean_estimate(sentiment, confidence);
    out.cohorts[c].words = mean_estimate(words, confidence);
    out.cohorts[c].profile_sentiment = mean_estimate(ticket_sentiment, confidence);
  }
  add_doubts(out);
  return out;
}

std::optional<variance_finding> variance_components(
    std::span<const std::array<double, 2>> rewards) {
  if (rewards.size() < 2) return std::nullopt;
  const auto n = static_cast<double>(rewards.size());
  double mean = 0, within = 0, between = 0;
  for (const auto& [a, b] : rewards) mean += (a + b) / (2 * n);
  for (const auto& [a, b] : rewards) {
    const double mine = (a + b) / 2;
    within += (a - b) * (a - b) / 2;               // n degrees of freedom
    between += 2 * (mine - mean) * (mine - mean);  // n - 1
  }
  variance_finding out;
  out.pairs = rewards.size();
  out.replicate = within / n;
  out.persona = std::max(0.0, (between / (n - 1) - out.replicate) / 2);
  return out;
}

}  // namespace parley::truth
