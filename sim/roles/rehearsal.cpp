#include "sim/roles/rehearsal.hpp"

#include <fmt/format.h>

#include "profiles/loader.hpp"

namespace parley::sim {
namespace {

std::string block(std::string_view label, std::string_view content) {
  return fmt::format("<data label=\"{}\" nonce=\"rehearsal\">\n{}\n</data rehearsal>\n", label,
                     content);
}

std::string transcript_json(const std::vector<spoken_turn>& turns) {
  json::array out;
  for (const spoken_turn& t : turns)
    out.push_back(json::object{
        {"role", t.agent ? "agent" : "customer"}, {"content", t.content}, {"silent", t.silent}});
  return json::serialize(out);
}

model_call call_for(std::string_view role, const std::string& customer, int turn, int replicate,
                    int iteration) {
  model_call call;
  call.metadata = {{"role", std::string(role)},
                   {"customer_id", customer},
                   {"iteration", std::to_string(iteration)},
                   {"turn", std::to_string(turn)},
                   {"replicate", std::to_string(replicate)},
                   {"reask", "0"}};
  return call;
}

json::object play(const hidden_world& world, model_call call) {
  const auto asked = read_prompt(call);
  const std::string text = asked->role == played_role::customer ? play_customer(world, *asked, call)
                                                                : play_proactive(world, *asked);
  return parse_json(text).value().get_object();
}

}  // namespace

rehearsed rehearse(const hidden_world& world, const customer_profile& profile,
                   const std::string& instructions, int replicate, int max_turns, int iteration) {
  rehearsed out;
  const std::string profile_block = block("profile", profile_to_compact_json(profile));
  const std::string persona = "Eres el cliente de estos datos.\n" + profile_block;
  for (int turn = 1; turn <= max_turns; ++turn) {
    model_call agent = call_for("proactive", profile.customer_id, turn, replicate, iteration);
    agent.instructions = instructions;
    agent.input = {{"user", profile_block + block("transcript", transcript_json(out.turns))}};
    out.turns.push_back({true, text_member(play(world, agent), "message"), false});

    model_call customer = call_for("customer", profile.customer_id, turn, replicate, iteration);
    customer.metadata.back().second = "1";  // a slip of the customer's is asked for again at once
    customer.instructions = persona;
    for (const spoken_turn& t : out.turns)
      customer.input.push_back({t.agent ? "user" : "assistant", t.content});
    const json::object reply = play(world, customer);
    const bool silent = reply.at("silent").as_bool();
    out.turns.push_back({false, text_member(reply, "message"), silent});
    out.answered = out.answered || !silent;
    if (silent || reply.at("wants_to_end").as_bool()) break;
  }
  const lived_conversation life = live_through(world, profile, out.turns, iteration, replicate);
  out.outcome = life.heard.outcome(life.customer, {});
  out.lived = life.heard.outcome(
      life.customer,
      conversation_noise(world.effects(iteration), world.seed(), profile.customer_id, replicate));
  return out;
}

true_plan_value value_of_plan(const hidden_world& world, std::span<const customer_profile> profiles,
                              const std::function<std::string(cohort)>& instructions_for,
                              int replicates, int first, int iteration) {
  true_plan_value out;
  std::array<std::string, cohort_count> instructions;
  for (cohort c : all_cohorts) instructions[index_of(c)] = instructions_for(c);
  std::array<double, cohort_count> variance{};  // of the cohort's sum
  for (const customer_profile& p : profiles) {
    const std::size_t c = index_of(p.cohort);
    ++out.customers[c];
    double sum = 0, squares = 0;
    for (int r = 0; r < replicates; ++r) {
      const rehearsed one = rehearse(world, p, instructions[c], first + r, 3, iteration);
      const double reward = one.lived.reward();
      sum += reward;
      squares += reward * reward;
      out.answered += one.answered;
    }
    const double mean = sum / replicates;
    out.by_cohort[c].value += mean;
    if (replicates > 1)
      variance[c] += std::max(0.0, squares / replicates - mean * mean) / (replicates - 1);
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, profiles.size()));
  double total = 0;
  for (std::size_t c = 0; c < cohort_count; ++c) {
    out.reward += out.by_cohort[c].value / n;
    total += variance[c];
    if (out.customers[c] == 0) continue;
    out.by_cohort[c].value /= static_cast<double>(out.customers[c]);
    out.by_cohort[c].error = std::sqrt(variance[c]) / static_cast<double>(out.customers[c]);
  }
  out.error = std::sqrt(total) / n;
  out.answered /= n * replicates;
  return out;
}

}  // namespace parley::sim
