#include "cli/bench_harm.hpp"

#include "base/random_stream.hpp"
#include "cli/bench_world.hpp"

namespace parley::cli {
namespace {

truth::rule_texts helpful_for(cohort which) {
  switch (which) {
    case cohort::vocal_satisfied:
      return {"Salúdale por su nombre y menciona su vehículo.", "Usa un tono cálido y cercano."};
    case cohort::vocal_unsatisfied:
      return {"Reconoce de forma concreta su problema y da un compromiso con fecha: 48 horas.",
              "Ofrece una llamada como siguiente paso."};
    case cohort::quiet_satisfied:
      return {"Propón un solo paso que se resuelva con un clic.",
              "Escribe un mensaje de menos de 40 palabras."};
    case cohort::quiet_unsatisfied:
      break;
  }
  return {"Propón un solo paso que se resuelva con un clic.",
          "Ofrece un beneficio concreto en su próximo servicio."};
}

truth::rule_texts harmful_rules() {
  return {"Usa un tono insistente: última oportunidad, que decida hoy.",
          "Pide mil disculpas y repite la disculpa.", "Escribe mensajes de 200 palabras."};
}

}  // namespace

harm_trial try_harmful_edit(std::uint64_t seed, std::size_t customers) {
  static const prompt_library prompts = prompt_library::load("es", {}).value();
  bench_world::shape shape;
  shape.seed = seed;
  shape.customers = customers;
  shape.judges_of_truth = 1000;  // the margin is far wider than what more would tell apart
  bench_world world(shape, prompts);
  const truth::population people = world.population({}, seed);
  truth::arm_catalogue arms;
  const truth::arm_set champion = truth::arms_of(world.baseline(), arms);
  truth::arm_set challenger{};
  random_stream random(seed, "bench", "harm");
  const cohort victim = all_cohorts[static_cast<std::size_t>(random.below(all_cohorts.size()))];
  for (const cohort which : all_cohorts)
    challenger[index_of(which)] =
        arms.add({which, which == victim ? harmful_rules() : helpful_for(which)});

  harm_trial out;
  truth::gate_rules rules;
  double all = 0, harm = 0;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    const double gain = world.true_worth(arms.at(challenger[c])).reward -
                        world.true_worth(arms.at(champion[c])).reward;
    all += people.shares[c] * gain;
    if (which == victim) harm = gain;
  }
  out.harmful = harm < -rules.margin && all > 0;
  if (!out.harmful) return out;
  std::array<std::vector<std::size_t>, all_cohorts.size()> places;
  for (const std::size_t i : people.split.in(truth::part::selection))
    places[index_of(people.cohorts[i])].push_back(i);
  truth::gate decision(champion, challenger, places, people.shares, 1, rules);
  truth::trial_table table;
  while (!decision.done()) {
    for (const truth::trial& one : table.missing(decision.wanted()))
      table.record(one, world.converse(one, arms.at(one.arm)));
    decision.advance(table);
  }
  out.caught = decision.winner()[index_of(victim)] == champion[index_of(victim)];
  return out;
}

}  // namespace parley::cli
