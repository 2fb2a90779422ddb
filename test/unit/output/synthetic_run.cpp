#include "synthetic_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random_stream.hpp"
#include "synthetic_statistics.hpp"
#include "synthetic_texts.hpp"

namespace parley::test {
namespace {

cohort cohort_at(std::size_t i) {
  constexpr std::array<cohort, 8> pattern = {cohort::vocal_unsatisfied, cohort::quiet_satisfied,
                                             cohort::quiet_unsatisfied, cohort::vocal_satisfied,
                                             cohort::quiet_satisfied,   cohort::quiet_unsatisfied,
                                             cohort::quiet_satisfied,   cohort::vocal_unsatisfied};
  return pattern[i % pattern.size()];
}

customer_profile make_profile(std::size_t i, const synthetic_options& options) {
  random_stream random(options.seed, fmt::format("C{:04}", i + 1), "profile");
  customer_profile p;
  p.customer_id = fmt::format("C{:04}", i + 1);
  p.cohort = cohort_at(i);
  p.persona.name = pick(random, names);
  if (options.hostile && i % 2 == 0)
    p.persona.name = "<img src=x onerror=alert(1)> \"Ñandú\" & Cía";
  p.persona.age = 20 + static_cast<int>(random.below(50));
  p.persona.location = "CDMX";
  p.persona.bio = "Compró su coche hace poco.";
  p.purchase = {"SUV 2021", 365000, 65, "online"};
  p.history.past_nps = static_cast<int>(random.below(11));
  p.history.tickets.push_back({"documentación", -0.6, 10});
  p.risk = {0.2 + random.uniform() * 0.4, "VE"};
  return p;
}

plan make_plan(int iteration, const synthetic_options& options) {
  plan p;
  p.prompt_seed = prompt_seeds[static_cast<std::size_t>(iteration - 1) % prompt_seeds.size()];
  p.tone = iteration == 1 ? "cordial" : "empático-directo";
  p.template_name = iteration < 3 ? "seguimiento" : "escalar";
  p.objectives = {"aclarar el plazo", "bajar el riesgo de baja"};
  if (iteration > 2) p.objectives.push_back("ofrecer un responsable con nombre");
  p.cohort_rules = {{"r1", std::nullopt, "Una sola pregunta por mensaje."}};
  if (iteration > 1)
    p.cohort_rules.push_back({"r2", cohort::vocal_unsatisfied,
                              iteration == 2
                                  ? "Disculpa breve y un plazo de 72 horas."
                                  : "Disculpa breve y un plazo de 48 horas, con nombre."});
  if (iteration > 2)
    p.cohort_rules.push_back({"r3", cohort::quiet_satisfied,
                              "Ofrece un beneficio sorpresa sólo si el valor está por debajo de lo "
                              "esperado."});
  if (iteration > 3) p.cohort_rules.erase(p.cohort_rules.begin());
  if (options.hostile) p.prompt_seed += "\n" + hostile_text;
  return p;
}

conversation_end end_for(random_stream& random, cohort c) {
  const double at = random.uniform();
  if (!is_vocal(c) && at < 0.3) return conversation_end::silence;
  if (at < 0.34) return conversation_end::invalid;
  if (at < 0.36) return conversation_end::failed;
  if (at < 0.42) return conversation_end::repeated_negativity;
  return at < 0.6 ? conversation_end::customer_left : conversation_end::max_turns;
}

void add_spend(spend_by_role& spend, agent_role role, int calls, std::int64_t in,
               std::int64_t out) {
  spend[static_cast<std::size_t>(role)] +=
      {calls, 0, 0, {in * calls, in * calls / 3, out * calls, 0}};
}

conversation_record make_conversation(const customer_profile& p, int iteration,
                                      const synthetic_options& options) {
  random_stream random(options.seed, p.customer_id, "talk", static_cast<std::uint64_t>(iteration));
  conversation_record c;
  c.customer_id = p.customer_id;
  c.cohort = p.cohort;
  c.iteration = iteration;
  c.end = end_for(random, p.cohort);
  c.used = {iteration < 3 ? "seguimiento" : "escalar", "empático-directo",
            random.chance(0.5) ? "llamada" : "cita"};
  if (is_vocal(p.cohort))
    c.turns.push_back({turn_role::customer, pick(random, openings), std::nullopt, false, true});
  const int turns =
      c.end == conversation_end::max_turns ? 3 : 1 + static_cast<int>(random.below(2));
  for (int t = 0; t < turns; ++t) {
    c.turns.push_back({turn_role::agent, pick(random, agent_lines), std::nullopt, false, false});
    const bool silent = c.end == conversation_end::silence && t + 1 == turns;
    if (c.end == conversation_end::failed && t + 1 == turns) break;
    c.turns.push_back({turn_role::customer, silent ? "" : pick(random, customer_lines),
                       silent ? std::nullopt : std::optional(random.uniform(-1, 1)), silent,
                       false});
    if (options.hostile && !silent) c.turns.back().content = hostile_text;
  }
  if (c.end == conversation_end::invalid) c.detail = "the customer wrote as the company, twice";
  if (c.end == conversation_end::failed) c.detail = "timed_out: no first byte for 60 s, 4 attempts";
  add_spend(c.spend, agent_role::proactive, turns, 820, 90);
  add_spend(c.spend, agent_role::customer, turns, 640, 70);
  c.duration_sec = random.uniform(1.5, 9);
  return c;
}

score make_score(random_stream& random, cohort c, int iteration, const synthetic_options& options) {
  const double lift = options.gain * (iteration - 1) * (is_satisfied(c) ? 0.3 : 1.0);
  const double base = is_satisfied(c) ? 7.6 : is_vocal(c) ? 4.1 : 5.2;
  score s;
  s.nps_expected = std::clamp(base + lift + random.normal(0, 1.2), 0.0, 10.0);
  s.engagement_prob = std::clamp(0.2 + s.nps_expected * 0.06 + random.normal(0, 0.08), 0.0, 1.0);
  s.churn_prob = std::clamp(0.6 - s.nps_expected * 0.05 + random.normal(0, 0.06), 0.0, 1.0);
  s.ltv_delta = std::clamp((s.nps_expected - 6) * 0.04, -1.0, 1.0);
  s.cta_clarity = random.uniform(0.4, 1);
  s.aspect_sentiment = {{"finanzas", random.uniform(-1, 1)},
                        {"documentacion", random.uniform(-1, 1)},
                        {"servicio", random.uniform(-1, 1)}};
  s.rationale = options.hostile ? hostile_text : pick(random, rationales);
  return s;
}

void judge(iteration_record& record, const synthetic_options& options) {
  for (const auto& c : record.conversations) {
    if (!c.scorable()) continue;
    // One noise for a customer in every iteration makes before and after paired.
    random_stream random(options.seed, c.customer_id, "score");
    judgement j;
    j.customer_id = c.customer_id;
    j.cohort = c.cohort;
    add_spend(j.spend, agent_role::judge, 1, 1200, 160);
    if (options.scored && !random.chance(0.02)) {
      j.value = make_score(random, c.cohort, record.iteration, options);
      random_stream fresh(options.seed, c.customer_id, "fresh",
                          static_cast<std::uint64_t>(record.iteration));
      j.value->nps_expected = std::clamp(j.value->nps_expected + fresh.normal(0, 0.8), 0.0, 10.0);
      const score& s = *j.value;
      const double r = 0.6 * s.nps_expected + 3 * s.engagement_prob - 3 * s.churn_prob;
      record.values.push_back({c.customer_id, c.cohort, (r + 3) / 12, 1 + s.ltv_delta * 0.5, 52000,
                               s.ltv_delta * 0.5, fresh.chance(0.05)});
    } else {
      j.unscored_reason = "/NPS_expected: found 11.5, expected a number from 0 to 10 (asked twice)";
    }
    record.judgements.push_back(std::move(j));
  }
}

iteration_record make_iteration(const run_record& run, int iteration,
                                const synthetic_options& options) {
  iteration_record record;
  record.iteration = iteration;
  record.started_at = fmt::format("2026-11-22T14:{:02}:05Z", iteration);
  record.finished_at = fmt::format("2026-11-22T14:{:02}:47Z", iteration);
  record.used = make_plan(iteration, options);
  record.plan_source = iteration == 1 ? "baseline" : "planner";
  for (const auto& p : run.profiles)
    record.conversations.push_back(make_conversation(p, iteration, options));
  judge(record, options);
  record.report.iteration = iteration;
  for (const auto c : all_cohorts) record.report.cohorts[index_of(c)] = summarise(record, &c);
  record.report.all = summarise(record, nullptr);
  for (const auto& c : record.conversations) record.report.spend += c.spend;
  for (const auto& j : record.judgements) record.report.spend += j.spend;
  add_spend(record.report.spend, agent_role::planner, 1, 2100, 420);
  for (const auto& role : record.report.spend) record.report.tokens_used += role.usage.total();
  record.report.cost = static_cast<double>(record.report.tokens_used) * 0.6e-6;
  record.report.wall_sec = 41.7;
  record.makespan_ratio = 1.08;
  record.binding_term = "tokens: gpt-4.1-mini";
  if (iteration == 2)
    record.config_changes.push_back(
        {"2026-11-22T14:02:21Z", "limits.gpt-4.1-mini.in_flight", "200", "80"});
  return record;
}

tuning make_tuning(int iteration, const plan& next) {
  return {next.prompt_seed,
          next.cohort_rules,
          {},
          "Los clientes enojados reaccionan a un plazo concreto; el saludo largo los cansa.",
          {"dar un plazo", "pedir disculpas una sola vez"},
          {cohort::vocal_unsatisfied, cohort::quiet_unsatisfied},
          {fmt::format("Probar un mensaje de menos de 60 palabras ({}).", iteration),
           "Nombrar a la persona responsable."}};
}

}  // namespace

run_record synthetic_run(const synthetic_options& options) {
  run_record run;
  run.run_id = "20261122-140305-1a2b";
  run.version = "0.1.0";
  run.provider = "sim";
  run.language = "es";
  run.seed = options.seed;
  run.started_at = "2026-11-22T14:03:05Z";
  run.finished_at = "2026-11-22T14:06:05Z";
  run.profiles_source = "52 sample customers";
  for (auto& price : run.prices) price = role_price{"gpt-4.1-mini", 0.4, 0.1, 1.6};
  for (std::size_t i = 0; i < options.customers; ++i)
    run.profiles.push_back(make_profile(i, options));
  for (int i = 1; i <= options.iterations; ++i) {
    run.iterations.push_back(make_iteration(run, i, options));
    auto& record = run.iterations.back();
    if (i < options.iterations) record.proposal = make_tuning(i, make_plan(i + 1, options));
    run.spend += record.report.spend;
    run.cost += record.report.cost;
    prompt_version version{i,
                           record.used,
                           i == 1 ? "baseline" : "tuner",
                           i == 1 ? "" : make_tuning(i, record.used).rationale,
                           {},
                           {}};
    if (record.report.all.n > 0) {
      version.reward = record.report.all.reward.mean;
      version.ltv_ratio = record.report.all.ltv_ratio.mean;
    }
    run.history.push_back(std::move(version));
  }
  run.wall_sec = 41.7 * options.iterations;
  run.stop_detail =
      "the LTV ratio moved by 0.004, less than the threshold of 0.010 and within its own interval.";
  run.stopped = stop_reason::converged;
  if (options.iterations > 1 && options.scored) {
    before_after both{1, options.iterations, {}, ""};
    for (const auto c : all_cohorts)
      if (auto row = compare(run, &c); row.n > 0) both.rows.push_back(row);
    both.rows.push_back(compare(run, nullptr));
    both.verdict =
        "Customers are more likely to recommend and less likely to leave; the change is "
        "shown for unsatisfied customers, and no difference is shown for satisfied ones.";
    if (options.hostile) both.verdict += " " + hostile_text;
    run.comparison = both;
  }
  return run;
}

}  // namespace parley::test
