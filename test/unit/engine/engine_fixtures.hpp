// Small records for the engine's unit tests.
#pragma once

#include "output/run_record.hpp"

namespace parley::test {

inline customer_profile profile_of(std::string id, cohort which = cohort::vocal_unsatisfied,
                                   double churn = 0.45) {
  customer_profile out;
  out.customer_id = std::move(id);
  out.cohort = which;
  out.persona.name = "Karen Ruiz";
  out.purchase.vehicle = "SUV 2021";
  out.purchase.price = 365000;
  out.purchase.last_purchase_days = 65;
  out.history.past_nps = 3;
  out.risk.churn_est = churn;
  out.risk.value_segment = "VE";
  return out;
}

inline score score_of(double nps, double engagement = 0.5, double churn = 0.3) {
  score out;
  out.nps_expected = nps;
  out.engagement_prob = engagement;
  out.churn_prob = churn;
  out.cta_clarity = 0.8;
  return out;
}

inline conversation_record talk_of(const customer_profile& profile,
                                   conversation_end end = conversation_end::max_turns,
                                   strategy used = {"escalar", "directo", "responder"}) {
  conversation_record out;
  out.customer_id = profile.customer_id;
  out.cohort = profile.cohort;
  out.iteration = 1;
  out.end = end;
  out.used = std::move(used);
  out.turns.push_back({turn_role::agent, "Hola", std::nullopt, false, false});
  const bool silent = end == conversation_end::silence;
  out.turns.push_back({turn_role::customer, silent ? "" : "Gracias", 0.2, silent, false});
  return out;
}

inline judgement verdict_of(const customer_profile& profile, std::optional<score> value) {
  judgement out;
  out.customer_id = profile.customer_id;
  out.cohort = profile.cohort;
  out.value = std::move(value);
  if (!out.value) out.unscored_reason = "not JSON";
  return out;
}

}  // namespace parley::test
