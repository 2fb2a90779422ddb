#include <fmt/format.h>

#include "sim/oracle.hpp"
#include "sim/roles/rehearsal.hpp"
#include "sim/world/oracle.hpp"

namespace parley::sim {
namespace {

// Far from the replicates of any run, so that the truth does not share a run's luck.
constexpr int first_replicate = 500'000;

feature_list in_words(const message_features& m) {
  constexpr std::string_view tones[] = {"warm", "formal", "plain", "pushy"};
  constexpr std::string_view calls[] = {"none", "one click", "callback", "visit"};
  const auto number = [](double value) { return fmt::format("{:g}", value); };
  return {{"acknowledgement", number(m.ack)},
          {"time commitment", number(m.sla)},
          {"apology", number(m.apol)},
          {"benefit", number(m.ben)},
          {"personal touch", number(m.pers)},
          {"tone", std::string(tones[at(m.tone)])},
          {"call to action", std::string(calls[at(m.cta)])},
          {"words", std::to_string(m.words)}};
}

}  // namespace

result<oracle_truth> ask_oracle(const oracle_question& question) {
  if (question.profiles.empty())
    return fail(failure_code::invalid_input, "the oracle needs at least one customer profile");
  auto world = hidden_world::open(question.world);
  if (!world) return world.error();
  const oracle_answer best =
      consult_oracle(world->effects(question.iteration), world->seed(), question.profiles);
  oracle_truth out;
  out.messages = all_messages().size();
  out.worst = best.worst;
  out.average = best.average;
  out.neutral = best.neutral;
  out.single = best.single.value;
  out.by_cohort = best.policy;
  out.by_customer = best.per_customer;
  for (cohort c : all_cohorts) {
    const best_message& choice = best.by_cohort[index_of(c)];
    if (choice.customers == 0) continue;
    out.cohorts.push_back({std::string(to_string(c)), choice.customers, choice.value,
                           in_words(choice.features), 0, 0});
  }
  if (!question.instructions) return out;
  const true_plan_value worth =
      value_of_plan(*world, question.profiles, question.instructions, question.replicates,
                    first_replicate, question.iteration);
  out.has_prompt = true;
  out.prompt_value = worth.reward;
  out.prompt_error = worth.error;
  out.answered = worth.answered;
  for (oracle_choice& row : out.cohorts) {
    const auto& measured = worth.by_cohort[index_of(*cohort_from(row.cohort))];
    row.prompt_value = measured.value;
    row.prompt_error = measured.error;
  }
  return out;
}

}  // namespace parley::sim
