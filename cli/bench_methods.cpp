#include "cli/bench_methods.hpp"

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"
#include "engine/truth/halving.hpp"

namespace parley::cli {
namespace {

// Conversations with a whole plan, whatever the customer's cohort.
truth::trial_outcome converse(bench_world& world, const plan& under, std::size_t customer,
                              int replicate, int epoch) {
  const cohort which = world.profiles()[customer].cohort;
  return world.converse({customer, 0, replicate, epoch}, {which, truth::rules_for(under, which)});
}

// The drift of a world that changes comes as far into the budget as it does for parley's own.
int epoch_at(std::size_t conversations, std::size_t budget) {
  return 1 + static_cast<int>(6 * conversations / std::max<std::size_t>(1, budget));
}

}  // namespace

std::vector<plan> standard_templates(const plan& baseline) {
  constexpr const char* tones[] = {"Usa un tono cálido y cercano.",
                                   "Usa un tono formal y respetuoso.",
                                   "Usa un tono directo y sencillo.", ""};
  constexpr const char* steps[] = {"Propón un solo paso que se resuelva con un clic.",
                                   "Ofrece una llamada como siguiente paso.",
                                   "Invítale a una visita a la agencia como siguiente paso."};
  constexpr const char* openings[] = {
      "Reconoce de forma concreta su problema y da un compromiso con fecha: respuesta en 48 horas.",
      "Salúdale por su nombre, menciona su vehículo y ofrece un beneficio concreto."};
  std::vector<plan> out;
  for (const char* tone : tones)
    for (const char* step : steps)
      for (const char* opening : openings) {
        plan one = baseline;
        for (const char* text : {opening, step, tone})
          if (*text != '\0') one.cohort_rules.push_back({"", std::nullopt, text});
        out.push_back(std::move(one));
      }
  return out;
}

method_result best_single_template(bench_world& world, std::size_t budget, std::uint64_t seed) {
  const std::vector<plan> templates = standard_templates(world.baseline());
  truth::halving race(templates.size(), budget);
  std::vector<double> sums(templates.size()), counts(templates.size()), means(templates.size());
  random_stream random(seed, "bench", "templates");
  method_result out;
  int replicate = 0;
  while (!race.done()) {
    for (std::size_t k = 0; k < race.pulls(); ++k) {
      const auto customer = static_cast<std::size_t>(random.below(world.profiles().size()));
      ++replicate;
      const int epoch = epoch_at(out.conversations, budget);
      for (const std::size_t a : race.active()) {
        sums[a] += converse(world, templates[a], customer, replicate, epoch).reward;
        counts[a] += 1;
        ++out.conversations;
      }
    }
    for (std::size_t a = 0; a < templates.size(); ++a)
      if (counts[a] > 0) means[a] = sums[a] / counts[a];
    race.close_round(means);
  }
  out.chosen = templates[race.winner()];
  out.promoted = true;
  return out;
}

method_result greedy_acceptance(bench_world& world, std::size_t budget, std::size_t minibatch,
                                std::uint64_t seed) {
  method_result out;
  out.chosen = world.baseline();
  random_stream random(seed, "bench", "greedy");
  std::vector<prompt_version> history;
  std::optional<double> first;
  double latest = 0;
  int step = 0, replicate = 0;
  while (out.conversations + 2 * minibatch <= budget) {
    ++step;
    const int epoch = epoch_at(out.conversations, budget);
    std::vector<std::size_t> customers;
    for (std::size_t i = 0; i < minibatch; ++i)
      customers.push_back(static_cast<std::size_t>(random.below(world.profiles().size())));
    truth::ask_proposal asked;
    asked.current = out.chosen;
    asked.iteration = step;
    asked.history = history;
    double before = 0;
    std::array<std::vector<double>, all_cohorts.size()> rewards;
    for (const std::size_t c : customers) {
      const auto held = converse(world, out.chosen, c, ++replicate, epoch);
      before += held.reward;
      rewards[index_of(world.profiles()[c].cohort)].push_back(held.reward);
    }
    std::vector<double> everyone;
    for (std::size_t c = 0; c < rewards.size(); ++c) {
      asked.report.cohorts[c].n = rewards[c].size();
      asked.report.cohorts[c].reward = mean_estimate(rewards[c], 0.95);
      everyone.insert(everyone.end(), rewards[c].begin(), rewards[c].end());
    }
    asked.report.all.n = everyone.size();
    asked.report.all.reward = mean_estimate(everyone, 0.95);
    if (!first) first = before;
    out.conversations += minibatch;
    const auto proposal = world.propose(asked);
    if (!proposal) continue;
    double after = 0;
    for (const std::size_t c : customers)
      after += converse(world, *proposal, c, ++replicate, epoch).reward;
    out.conversations += minibatch;
    prompt_version version;
    version.iteration = step;
    version.used = *proposal;
    version.author = "tuner";
    version.reward = after / static_cast<double>(minibatch);
    history.push_back(std::move(version));
    if (after <= before) continue;
    out.chosen = *proposal;
    out.promoted = true;
    latest = after;
  }
  if (out.promoted) out.claimed = (latest - *first) / static_cast<double>(minibatch);
  out.in_loop = out.claimed;
  return out;
}

method_result own_optimiser(bench_world& world, const truth::optimiser_settings& settings,
                            truth::split_shares shares) {
  truth::optimiser mine(settings, world.population(shares, settings.seed), world.baseline());
  for (;;) {
    const truth::optimiser_step step = mine.next();
    if (std::holds_alternative<truth::finished>(step)) break;
    if (const auto* asked = std::get_if<truth::ask_proposal>(&step)) {
      mine.proposed(world.propose(*asked));
      continue;
    }
    std::vector<std::pair<truth::trial, truth::trial_outcome>> held;
    for (const truth::trial& one : std::get<truth::hold_trials>(step).trials)
      held.emplace_back(one, world.converse(one, mine.arm_at(one.arm)));
    mine.held(held);
  }
  method_result out;
  out.chosen = mine.plan_for(mine.champion());
  out.promoted = mine.champion() != mine.baseline();
  out.conversations = mine.conversations();
  out.in_loop = mine.claimed_in_loop();
  out.why = mine.why_ended();
  out.rules = mine.effects_of_rules();
  out.alarm = mine.report().length.alarm;
  const truth::remeasurement& report = mine.report();
  if (report.any) {
    out.claimed = report.promoted ? report.gain.mean : 0;
    out.measured = report.gain.mean;
    out.low = report.interval.low;
    out.high = report.interval.high;
    out.claimed_for = mine.plan_for(mine.measured());
    out.epoch = mine.iteration();
  }
  return out;
}

}  // namespace parley::cli
