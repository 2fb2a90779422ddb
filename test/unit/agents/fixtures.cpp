#include "fixtures.hpp"

#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"

namespace parley::test {

const prompt_library& prompts(std::string_view language) {
  static const prompt_library es = prompt_library::load("es", {}).value();
  static const prompt_library en = prompt_library::load("en", {}).value();
  return language == "en" ? en : es;
}

agent_context context(std::string_view language) {
  agent_context out;
  out.prompts = &prompts(language);
  out.seed = 42;
  for (std::size_t i = 0; i < out.roles.size(); ++i)
    out.roles[i] = {"model-" + std::string(to_string(static_cast<agent_role>(i))),
                    0.1 * static_cast<double>(i + 1), 100 * static_cast<int>(i + 1)};
  return out;
}

customer_profile karen() {
  customer_profile out;
  out.customer_id = "C0001";
  out.cohort = cohort::vocal_unsatisfied;
  out.persona = {"Karen Ruiz", 36, "CDMX",
                 "Compró SUV seminueva hace 2 meses. Enojada por retraso en papeles."};
  out.purchase = {"SUV 2021", 365000, 65, "online"};
  out.history.past_nps = 3;
  out.history.tickets = {{"documentación", -0.6, 10}};
  out.history.messages = {{"customer", "Ya pasaron dos semanas y nadie me entrega los papeles."}};
  out.risk = {0.45, "VE"};
  return out;
}

customer_profile karen_as(cohort c) {
  customer_profile out = karen();
  out.cohort = c;
  return out;
}

chat_reply said(std::string text) {
  return said(std::move(text), finish_reason::stop);
}

chat_reply said(std::string text, finish_reason finish) {
  chat_reply out;
  out.text = std::move(text);
  out.finish = finish;
  out.usage = {100, 20, 10, 0};
  return out;
}

plan simple_plan() {
  plan out;
  out.prompt_seed = "Escribe breve y concreto.";
  out.tone = "empático-directo";
  out.template_name = "escalar";
  out.objectives = {"aclarar el plazo", "que siga con la empresa"};
  out.max_turns = 3;
  out.cohort_rules = {{"r1", cohort::vocal_unsatisfied, "Reconoce el retraso y da una fecha."},
                      {"r2", cohort::quiet_satisfied, "Una sola línea con un enlace."},
                      {"r3", std::nullopt, "Usa el nombre de la persona."}};
  return out;
}

std::string customer_json(std::string_view message, double sentiment, bool wants_to_end,
                          bool silent) {
  return json::serialize(json::object{{"message", message},
                                      {"sentiment", sentiment},
                                      {"wants_to_end", wants_to_end},
                                      {"silent", silent}});
}

std::string proactive_json(std::string_view message) {
  return json::serialize(json::object{{"message", message},
                                      {"template", "Escalar"},
                                      {"tone", "empático-directo"},
                                      {"cta", "llamada"}});
}

std::string judge_json() {
  return R"({"rationale": "Reconoce el error y da SLA de 48 h; el cliente lo acepta.",
 "AspectSentiment": {"finanzas": null, "documentacion": -0.1, "vehiculo": null, "servicio": 0.4,
                     "comunicacion": 0.5},
 "CTA_clarity": 0.8, "NPS_expected": 7.2, "EngagementProb": 0.63, "ChurnProb": 0.22,
 "LTV_delta": 0.08})";
}

std::string planner_json() {
  return R"({"prompt_seed": "Escribe breve.", "tone": "empático-directo", "template": "escalar",
 "objectives": ["clarify SLA", "reduce churn"], "max_turns": 3, "cohort_rules": [
  {"cohort": "vocal_insatisfecho", "text": "Enfatiza SLA y disculpa breve."},
  {"cohort": "all", "text": "Un solo siguiente paso."}]})";
}

std::string tuner_json() {
  return R"({"rationale": "El churn bajó donde se dio fecha.", "what_worked": ["dar fecha"],
 "cohorts_needing_change": ["no_vocal_satisfecho"], "prompt_seed": "Escribe breve y con fecha.",
 "cohort_rules": [
  {"cohort": "vocal_insatisfecho", "text": "Reconoce el retraso y da una fecha."},
  {"cohort": "no_vocal_satisfecho", "text": "Ofrece un clic."},
  {"cohort": "all", "text": "Usa el nombre de la persona."}],
 "experiments": ["probar llamada en vocal_satisfecho"]})";
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  INFO("looking for " << from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string whole_text(const chat_request& request) {
  std::string out = request.instructions;
  for (const chat_message& message : request.input) out += "\n" + message.content;
  return out;
}

std::string metadata(const chat_request& request, std::string_view key) {
  for (const auto& [name, value] : request.metadata)
    if (name == key) return value;
  return "(none)";
}

std::string block(std::string_view text, std::string_view label) {
  const std::string open = "<data label=\"" + std::string(label) + "\" nonce=\"";
  const std::size_t at = text.find(open);
  INFO("block " << label);
  REQUIRE(at != std::string_view::npos);
  REQUIRE(text.find(open, at + 1) == std::string_view::npos);
  const std::string nonce(text.substr(at + open.size(), 16));
  const std::size_t begin = at + open.size() + 16 + 3;  // ">\n after the nonce
  const std::string close = "\n</data " + nonce + ">";
  const std::size_t end = text.find(close, begin);
  REQUIRE(end != std::string_view::npos);
  REQUIRE(text.find(close, end + 1) == std::string_view::npos);
  return std::string(text.substr(begin, end - begin));
}

}  // namespace parley::test
