#include "test/bench/sim_calls.hpp"

#include "agents/customer_agent.hpp"
#include "agents/judge_agent.hpp"
#include "agents/planner_agent.hpp"
#include "agents/proactive_agent.hpp"
#include "profiles/generator.hpp"

namespace parley::bench {
namespace {

sim::model_call as_call(const chat_request& asked) {
  sim::model_call call;
  call.model = asked.model;
  call.instructions = asked.instructions;
  for (const chat_message& m : asked.input)
    call.input.push_back({std::string(to_string(m.who)), m.content});
  if (asked.schema) {
    call.schema_name = asked.schema->name;
    call.schema_json = asked.schema->schema_json;
  }
  call.metadata = asked.metadata;
  return call;
}

}  // namespace

std::vector<sim::model_call> calls_of_conversations(std::size_t customers) {
  static const prompt_library prompts = prompt_library::load("es", {}).value();
  agent_context context;
  context.prompts = &prompts;
  context.max_turns = 3;
  for (role_settings& role : context.roles) role.model = "gpt-4.1-mini";
  plan used = baseline_plan(context, 3);
  used.cohort_rules = {
      {"r1", std::nullopt, "Reconoce su problema y da un compromiso con fecha: 48 horas."},
      {"r2", std::nullopt, "Propón un solo paso con un clic y ofrece un beneficio concreto."}};
  std::vector<sim::model_call> out;
  for (const customer_profile& profile : generate_profiles(customers, 5)) {
    const customer_agent customer(context, profile);
    conversation_record talk;
    talk.customer_id = profile.customer_id;
    talk.cohort = profile.cohort;
    call_key key{profile.customer_id, 1, 1, 0, 0};
    for (const char* reply : {"Gracias, pero sigo esperando mis placas desde hace semanas.", ""}) {
      out.push_back(as_call(ask_proactive(context, used, profile, talk.turns, key)));
      talk.turns.push_back({turn_role::agent,
                            "Hola, entiendo tu molestia por las placas. En 48 horas tendrás la "
                            "respuesta por escrito. Si te parece bien, responde SÍ."});
      out.push_back(as_call(customer.ask(talk.turns, key)));
      talk.turns.push_back({turn_role::customer, reply, std::nullopt, *reply == 0});
      ++key.turn;
    }
    out.push_back(as_call(ask_judge(context, profile, talk, key)));
  }
  return out;
}

}  // namespace parley::bench
