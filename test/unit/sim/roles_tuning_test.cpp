#include <catch2/catch_test_macros.hpp>

#include <iostream>

#include "sim/world/oracle.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

std::string plan_json(const shown_plan& plan) {
  json::object out{{"prompt_seed", plan.prompt_seed},
                   {"tone", plan.tone},
                   {"template", plan.template_name},
                   {"max_turns", plan.max_turns}};
  json::array objectives;
  for (const auto& o : plan.objectives) objectives.emplace_back(o);
  out["objectives"] = std::move(objectives);
  out["cohort_rules"] = rules_to_json(plan.rules);
  return json::serialize(out);
}

/// What one iteration measures, as a report shows it: here the judge's own noisy numbers.
std::string measured_report(const hidden_world& world, std::span<const customer_profile> profiles,
                            const shown_plan& plan, int iteration, double& reward) {
  struct sums {
    double n = 0, nps = 0, churn = 0, engagement = 0;
  };
  std::array<sums, 4> by{};
  for (const auto& p : profiles) {
    const rehearsed talk = rehearse(world, p, testing::outreach_prompt(plan, p.cohort));
    model_call call = testing::judge_call(p, "", 0, iteration, 1);
    json::array turns;
    for (const auto& t : talk.turns)
      turns.push_back(json::object{
          {"role", t.agent ? "agent" : "customer"}, {"content", t.content}, {"silent", t.silent}});
    call.input = {{"user", testing::data_block("profile", profile_to_compact_json(p)) +
                               testing::data_block("transcript", json::serialize(turns))}};
    const auto o = parse_json(play_judge(world, *read_prompt(call))).value().get_object();
    sums& s = by[index_of(p.cohort)];
    ++s.n;
    s.nps += *number_member(o, "NPS_expected");
    s.churn += *number_member(o, "ChurnProb");
    s.engagement += *number_member(o, "EngagementProb");
  }
  json::object cohorts;
  reward = 0;
  for (cohort c : all_cohorts) {
    const sums& s = by[index_of(c)];
    const double r = (.6 * s.nps + 3 * s.engagement - 3 * s.churn) / s.n;
    reward += (r + 3) / 12 * s.n / static_cast<double>(profiles.size());
    cohorts[to_string(c)] = json::object{{"n", s.n},
                                         {"avg_nps", s.nps / s.n},
                                         {"avg_churn", s.churn / s.n},
                                         {"avg_engagement", s.engagement / s.n},
                                         {"avg_reward", (r + 3) / 12}};
  }
  return json::serialize(json::object{{"iteration", iteration},
                                      {"cohorts", std::move(cohorts)},
                                      {"global", json::object{{"reward", reward}}}});
}

struct loop_result {
  double before = 0, after = 0;  ///< true values
  shown_plan plan;
};

loop_result run_loop(world_family family, std::uint64_t seed, std::string kind, int rounds = 3) {
  const hidden_world world = testing::world_of(family, seed);
  const auto profiles = generate_profiles(52, seed + 100);
  const auto m = testing::models("W1", seed, kind);
  loop_result out;
  shown_plan plan = testing::baseline_plan();
  out.before = testing::value_of(world, profiles, plan).reward;
  json::array history;
  for (int i = 1; i <= rounds; ++i) {
    double reward = 0;
    const std::string report = measured_report(world, profiles, plan, i, reward);
    history.push_back(json::object{
        {"iteration", i}, {"reward", reward}, {"plan", parse_json(plan_json(plan)).value()}});
    model_call tune;
    tune.metadata = {{"role", "tuner"}, {"iteration", std::to_string(i)}};
    tune.instructions = testing::shipped_prompt("es", "tuner");
    tune.input = {{"user", testing::data_block("plan", plan_json(plan)) +
                               testing::data_block("cohort_report", report) +
                               testing::data_block("history", json::serialize(history))}};
    model_call next;
    next.metadata = {{"role", "planner"}, {"iteration", std::to_string(i + 1)}};
    next.instructions = testing::shipped_prompt("es", "planner");
    next.input = {{"user", testing::data_block("plan", plan_json(plan)) +
                               testing::data_block("cohort_report", report) +
                               testing::data_block("proposal", m->play(tune).value())}};
    plan = plan_from(parse_json(m->play(next).value()).value());
  }
  out.after = testing::value_of(world, profiles, plan).reward;
  out.plan = std::move(plan);
  return out;
}

shown_plan good_plan() {
  shown_plan plan = testing::baseline_plan();
  plan.rules = {
      {"vocal_insatisfecho",
       "Reconoce de forma concreta su problema y da un compromiso con fecha: 48 horas."},
      {"vocal_insatisfecho", "Ofrece una llamada como siguiente paso."},
      {"no_vocal_insatisfecho", "Propón un solo paso con un clic y ofrece un beneficio concreto."},
      {"no_vocal_insatisfecho", "Reconoce su problema y da un compromiso con fecha. Tono cálido."},
      {"no_vocal_satisfecho", "Menos de 40 palabras, un solo clic y un beneficio."},
      {"vocal_satisfecho", "Personaliza con su nombre y su vehículo, con tono cálido."},
      {"vocal_satisfecho", "Invítale a una visita a la agencia."}};
  return plan;
}

}  // namespace

TEST_CASE("good cohort rules are truly worth a tenth of the scale") {
  const auto profiles = generate_profiles(52, 3);
  for (std::uint64_t seed : {7u, 8u, 9u}) {
    const hidden_world world = testing::world_of(world_family::standard, seed);
    const double before = testing::value_of(world, profiles, testing::baseline_plan()).reward;
    const double after = testing::value_of(world, profiles, good_plan()).reward;
    const double best = consult_oracle(world.effects(1), seed, profiles).policy;
    std::cout << fmt::format(
        "W1 seed {}: baseline {:.3f}, good rules {:.3f}, best messages by cohort {:.3f}\n", seed,
        before, after, best);
    CHECK(after > before + .10);
    CHECK(after < best + .02);
  }
}

TEST_CASE("in the null world good rules are worth nothing") {
  const auto profiles = generate_profiles(52, 3);
  const hidden_world world = testing::world_of(world_family::null_world, 7);
  const double before = testing::value_of(world, profiles, testing::baseline_plan()).reward;
  const double after = testing::value_of(world, profiles, good_plan()).reward;
  CHECK(std::abs(after - before) < 1e-9);
}

TEST_CASE("the prompt's language does not change what good rules are worth") {
  const auto profiles = generate_profiles(40, 3);
  const hidden_world world = testing::world_of(world_family::standard, 8);
  shown_plan english = testing::baseline_plan("en");
  english.rules = {
      {"vocal_insatisfecho", "Acknowledge their problem concretely and give a dated commitment."},
      {"vocal_insatisfecho", "Offer a call as the next step."},
      {"no_vocal_insatisfecho", "Propose one click and offer a concrete benefit."},
      {"no_vocal_satisfecho", "Fewer than 40 words, one click and a benefit."},
      {"vocal_satisfecho", "Greet them by name and mention their vehicle, in a warm tone."}};
  const double before =
      testing::value_of(world, profiles, testing::baseline_plan("en"), "en").reward;
  CHECK(testing::value_of(world, profiles, english, "en").reward > before + .08);
}

TEST_CASE("three rounds of tuning raise the true reward in most standard worlds") {
  int raised = 0;
  double total = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const loop_result r = run_loop(world_family::standard, seed, "sensible");
    std::cout << fmt::format("tuning, W1 seed {}: {:.3f} -> {:.3f} with {} rules\n", seed, r.before,
                             r.after, r.plan.rules.size());
    raised += r.after > r.before + .02;
    total += r.after - r.before;
  }
  CHECK(raised >= 8);
  CHECK(total / 10 > .04);
}

TEST_CASE("a useless tuner changes nothing, a harmful one does harm") {
  const loop_result useless = run_loop(world_family::standard, 3, "useless");
  CHECK_FALSE(useless.plan.rules.empty());
  CHECK(std::abs(useless.after - useless.before) < .005);
  for (std::uint64_t seed : {3u, 4u, 5u}) {
    const loop_result harmful = run_loop(world_family::standard, seed, "harmful");
    std::cout << fmt::format("harmful tuner, W1 seed {}: {:.3f} -> {:.3f}\n", seed, harmful.before,
                             harmful.after);
    CHECK(harmful.after < harmful.before - .02);
  }
}

TEST_CASE("the tuner goes back when the last version did worse") {
  shown_plan worse = testing::baseline_plan(), better = testing::baseline_plan();
  better.rules = {{"vocal_insatisfecho", "Ofrece una llamada como siguiente paso."}};
  worse.rules = {{"vocal_insatisfecho", "Pide una visita."}};
  const std::string report =
      R"({"iteration":3,"cohorts":{"vocal_insatisfecho":{"n":12,"avg_reward":0.3},
    "vocal_satisfecho":{"n":9,"avg_reward":0.7},"no_vocal_satisfecho":{"n":18,"avg_reward":0.6},
    "no_vocal_insatisfecho":{"n":13,"avg_reward":0.4}},"global":{"reward":0.45}})";
  const std::string history = fmt::format(
      R"([{{"iteration":1,"reward":0.5,"plan":{}}},{{"iteration":2,"reward":0.45,"plan":{}}}])",
      plan_json(better), plan_json(worse));
  model_call tune;
  tune.metadata = {{"role", "tuner"}};
  tune.instructions = testing::shipped_prompt("es", "tuner");
  tune.input = {{"user", testing::data_block("plan", plan_json(worse)) +
                             testing::data_block("cohort_report", report) +
                             testing::data_block("history", history)}};
  const auto m = testing::models();
  const auto reply = parse_json(m->play(tune).value()).value().get_object();
  const shown_plan next = plan_from(reply);
  const auto holds = [&next](const shown_rule& rule) {
    return std::find(next.rules.begin(), next.rules.end(), rule) != next.rules.end();
  };
  CHECK(holds(better.rules[0]));
  CHECK_FALSE(holds(worse.rules[0]));
  CHECK(next.rules.size() >= 3);
  CHECK(next.rules.size() <= 4);
  CHECK(text_member(reply, "rationale").find("vuelvo") != std::string::npos);
  CHECK(reply.at("experiments").as_array().size() == next.rules.size() - 1);
  CHECK(m->play(tune) == m->play(tune));
}

TEST_CASE("the planner keeps the plan without a proposal, and takes up a proposal's rules") {
  const auto m = testing::models();
  model_call call;
  call.metadata = {{"role", "planner"}};
  call.instructions = testing::shipped_prompt("es", "planner");
  call.input = {{"user", testing::data_block("plan", plan_json(testing::baseline_plan()))}};
  const shown_plan kept = plan_from(parse_json(m->play(call).value()).value());
  CHECK(kept.prompt_seed == testing::baseline_plan().prompt_seed);
  CHECK(kept.rules.empty());
  CHECK(kept.max_turns == 3);
  const shown_plan proposal = good_plan();
  call.input[0].text += testing::data_block("proposal", plan_json(proposal));
  const shown_plan taken = plan_from(parse_json(m->play(call).value()).value());
  CHECK(taken.rules == proposal.rules);
}
