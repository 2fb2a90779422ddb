// A small run whose conversations people can score.
// Must not know: what is tested.
#pragma once

#include "engine/people/findings.hpp"

namespace parley::people::test {

/// So many customers in each cohort, one iteration; judge's numbers follow the customer's place.
inline run_record small_run(std::size_t each) {
  run_record run;
  run.run_id = "r";
  iteration_record& one = run.iterations.emplace_back();
  one.iteration = 3;
  for (std::size_t c = 0; c < all_cohorts.size(); ++c)
    for (std::size_t i = 0; i < each; ++i) {
      customer_profile profile;
      profile.customer_id = "C" + std::to_string(c) + std::to_string(i);
      profile.cohort = all_cohorts[c];
      conversation_record talk;
      talk.customer_id = profile.customer_id;
      talk.iteration = 3;
      talk.turns = {{.role = turn_role::agent, .content = "Hola, ¿qué tal?"},
                    {.role = turn_role::customer, .content = "", .silent = true}};
      judgement verdict;
      verdict.customer_id = profile.customer_id;
      verdict.cohort = profile.cohort;
      verdict.value.emplace();
      verdict.value->nps_expected = 4 + 0.5 * static_cast<double>(i);
      verdict.value->engagement_prob = 0.5;
      verdict.value->churn_prob = 0.2;
      run.profiles.push_back(std::move(profile));
      one.conversations.push_back(std::move(talk));
      one.judgements.push_back(std::move(verdict));
    }
  return run;
}

inline person_label label_of(const std::string& customer, std::string rater, double nps,
                             double engagement = 0.5, double churn = 0.2) {
  person_label out;
  out.talk = {3, customer, 0};
  out.rater = std::move(rater);
  out.nps = nps;
  out.engagement = engagement;
  out.churn = churn;
  out.source = "terminal";
  return out;
}

inline drawn_talk drawn(const std::string& customer, int place) {
  return {{3, customer, 0}, all_cohorts[static_cast<std::size_t>(customer[1] - '0')], place, 1};
}

}  // namespace parley::people::test
