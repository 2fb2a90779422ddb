#include "test/sim/scripted_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"

namespace parley::test {
namespace {

std::string customer_text(random_stream& random, double silent) {
  json::object out;
  const bool quiet = random.chance(silent);
  out["message"] = quiet ? "" : "Gracias por escribirme, sigo esperando mis papeles.";
  out["sentiment"] = quiet ? 0.0 : random.uniform(-0.9, 0.8);
  out["wants_to_end"] = !quiet && random.chance(0.15);
  out["silent"] = quiet;
  return json::serialize(out);
}

std::string proactive_text(random_stream& random) {
  constexpr std::string_view templates[] = {"escalar", "disculpa", "beneficio"};
  json::object out;
  out["message"] = "Hola, lamento la demora; hoy mismo reviso su caso y le confirmo una fecha.";
  out["template"] = templates[random.below(3)];
  out["tone"] = "empático-directo";
  out["cta"] = random.chance(0.5) ? "responder" : "agendar llamada";
  return json::serialize(out);
}

std::string judge_text(random_stream& random, double shift) {
  json::object aspects;
  for (const char* aspect : {"finanzas", "documentacion", "vehiculo", "servicio", "comunicacion"})
    if (random.chance(0.3))
      aspects[aspect] = nullptr;
    else
      aspects[aspect] = random.uniform(-1, 1);
  json::object out;
  out["rationale"] = "El mensaje reconoce el problema y da un plazo.";
  out["AspectSentiment"] = std::move(aspects);
  out["CTA_clarity"] = random.uniform();
  out["NPS_expected"] = std::clamp(random.normal(6 + shift, 1.5), 0.0, 10.0);
  out["EngagementProb"] = random.uniform();
  out["ChurnProb"] = random.uniform(0.05, 0.6);
  out["LTV_delta"] = random.uniform(-0.2, 0.4);
  return json::serialize(out);
}

json::array rules_for(random_stream& random) {
  json::object rule;
  rule["cohort"] = "vocal_insatisfecho";
  rule["text"] = fmt::format("Confirme un plazo de {} horas.", 24 * (1 + random.below(3)));
  return json::array{rule};
}

std::string plan_text(random_stream& random, int turns) {
  json::object out;
  out["prompt_seed"] = "Escribe con empatía, reconoce el problema y da un plazo.";
  out["tone"] = "empático-directo";
  out["template"] = "escalar";
  out["objectives"] = json::array{"reduce churn"};
  const int drawn = 1 + static_cast<int>(random.below(3));
  out["max_turns"] = turns > 0 ? turns : drawn;
  out["cohort_rules"] = rules_for(random);
  return json::serialize(out);
}

std::string tuning_text(random_stream& random) {
  json::object out;
  out["rationale"] = "El plazo concreto funcionó.";
  out["what_worked"] = json::array{"plazo concreto"};
  out["cohorts_needing_change"] = json::array{"no_vocal_satisfecho"};
  out["prompt_seed"] = "Da siempre un plazo concreto.";
  out["cohort_rules"] = rules_for(random);
  out["experiments"] = json::array{"ofrecer llamada"};
  return json::serialize(out);
}

}  // namespace

std::string metadata_of(const chat_request& request, std::string_view key) {
  for (const auto& [name, value] : request.metadata)
    if (name == key) return value;
  return {};
}

std::string scripted_text(const chat_request& request, const text_script& script,
                          random_stream& random) {
  switch (request.role) {
    case agent_role::customer:
      return customer_text(random, script.silent_customer);
    case agent_role::proactive:
      return proactive_text(random);
    case agent_role::planner:
      return plan_text(random, script.plan_turns);
    case agent_role::tuner:
      return tuning_text(random);
    case agent_role::judge:
      break;
  }
  // A customer keeps its own level, so that pairs of iterations are correlated as real ones are.
  random_stream own(script.seed, metadata_of(request, "customer_id"), "level");
  const double shift = script.improvement * std::stoi(metadata_of(request, "iteration"));
  return judge_text(own, shift + random.normal(0, 0.1));
}

}  // namespace parley::test
