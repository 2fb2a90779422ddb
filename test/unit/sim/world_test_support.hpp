// Profiles, prompts and calls for the tests of the hidden world and its roles.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "profiles/generator.hpp"
#include "profiles/loader.hpp"
#include "sim/roles/plan_reader.hpp"
#include "sim/roles/rehearsal.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim::testing {

inline std::string shipped_prompt(std::string_view lang, std::string_view name) {
  std::ifstream in(fmt::format("{}/agents/prompts/{}/{}.md", PARLEY_SOURCE_DIR, lang, name));
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto found = text.find(what); found != std::string::npos;
       found = text.find(what, found + with.size()))
    text.replace(found, what.size(), with);
  return text;
}

/// The outreach prompt for a cohort, as the agents render it.
inline std::string outreach_prompt(const shown_plan& plan, cohort c, std::string_view lang = "es") {
  std::string rules;
  for (const shown_rule& r : plan.rules)
    if (r.cohort == "all" || r.cohort == to_string(c)) rules += "- " + r.text + "\n";
  if (rules.empty()) rules = shipped_prompt(lang, "no_rules");
  std::string text = shipped_prompt(lang, "proactive");
  text = replaced(text, "{{prompt_seed}}", plan.prompt_seed);
  text = replaced(text, "{{tone}}", plan.tone);
  text = replaced(text, "{{template}}", plan.template_name);
  text = replaced(text, "{{objectives}}", "que el cliente siga con la empresa");
  text = replaced(text, "{{rules}}", rules);
  return replaced(text, "{{max_turns}}", "3");
}

inline shown_plan baseline_plan(std::string_view lang = "es") {
  shown_plan plan;
  plan.prompt_seed = shipped_prompt(lang, "baseline_seed");
  plan.tone = shipped_prompt(lang, "baseline_tone");
  plan.template_name = shipped_prompt(lang, "baseline_template");
  plan.objectives = {"que el cliente siga con la empresa"};
  return plan;
}

inline std::string data_block(std::string_view label, std::string_view content,
                              std::string_view nonce = "0123456789abcdef") {
  return fmt::format("<data label=\"{}\" nonce=\"{}\">\n{}\n</data {}>", label, nonce, content,
                     nonce);
}

inline model_call call_for(std::string_view role, const customer_profile& profile, int turn = 1,
                           int replicate = 0, int iteration = 1, int reask = 0) {
  model_call call;
  call.model = "gpt-4.1-mini";
  call.metadata = {{"role", std::string(role)},
                   {"customer_id", profile.customer_id},
                   {"iteration", std::to_string(iteration)},
                   {"turn", std::to_string(turn)},
                   {"replicate", std::to_string(replicate)},
                   {"reask", std::to_string(reask)}};
  return call;
}

inline model_call customer_call(const customer_profile& profile, std::string_view message,
                                int replicate = 0, int iteration = 1, int reask = 0,
                                std::string_view lang = "es") {
  model_call call = call_for("customer", profile, 1, replicate, iteration, reask);
  call.instructions = replaced(shipped_prompt(lang, "customer"), "{{profile}}",
                               data_block("profile", profile_to_compact_json(profile)));
  call.input = {{"user", std::string(message)}};
  return call;
}

inline model_call judge_call(const customer_profile& profile, std::string_view message,
                             int replicate = 0, int iteration = 1, int reask = 0,
                             std::string_view lang = "es") {
  model_call call = call_for("judge", profile, 1, replicate, iteration, reask);
  call.instructions = shipped_prompt(lang, "judge");
  json::array turns;
  turns.push_back(json::object{{"role", "agent"}, {"content", message}, {"silent", false}});
  turns.push_back(json::object{{"role", "customer"}, {"content", ""}, {"silent", true}});
  call.input = {{"user", data_block("profile", profile_to_compact_json(profile)) + "\n" +
                             data_block("transcript", json::serialize(turns))}};
  return call;
}

inline model_call outreach_call(const customer_profile& profile, std::string instructions,
                                int replicate = 0) {
  model_call call = call_for("proactive", profile, 1, replicate);
  call.instructions = std::move(instructions);
  call.input = {{"user", data_block("profile", profile_to_compact_json(profile)) + "\n" +
                             data_block("transcript", "[]")}};
  return call;
}

inline std::unique_ptr<played_models> models(std::string world = "W1", std::uint64_t seed = 7,
                                             std::string tuner = "sensible") {
  sim_settings settings;
  settings.world = std::move(world);
  settings.seed = seed;
  settings.tuner = std::move(tuner);
  return played_models::create(settings).value();
}

inline hidden_world world_of(world_family family, std::uint64_t seed) {
  return hidden_world(family, seed, lexicon::compiled());
}

inline true_plan_value value_of(const hidden_world& world,
                                std::span<const customer_profile> profiles, const shown_plan& plan,
                                std::string_view lang = "es", int replicates = 2) {
  return value_of_plan(
      world, profiles, [&](cohort c) { return outreach_prompt(plan, c, lang); }, replicates);
}

}  // namespace parley::sim::testing
