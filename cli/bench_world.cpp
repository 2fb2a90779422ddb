#include "cli/bench_world.hpp"

#include <fmt/format.h>

#include "agents/planner_agent.hpp"
#include "agents/proactive_agent.hpp"
#include "agents/tuner_agent.hpp"
#include "engine/scoring/value_model.hpp"
#include "profiles/generator.hpp"

namespace parley::cli {
namespace {

constexpr int most_turns = 3;
constexpr int truth_replicates = 2;

// Every other customer of each cohort judges the truth, so that both sets are alike.
std::vector<customer_profile> half_of(std::size_t first, std::size_t second, std::uint64_t seed,
                                      bool truth) {
  const auto all = generate_profiles(first + second, seed);
  const double share = static_cast<double>(first) / static_cast<double>(first + second);
  const auto split = truth::split_customers(all, {share, 1 - share}, seed);
  std::vector<customer_profile> out;
  for (const std::size_t i : split.in(truth ? truth::part::selection : truth::part::search))
    out.push_back(all[i]);
  return out;
}

std::unique_ptr<sim::played_models> models_of(const bench_world::shape& what) {
  sim_settings settings;
  settings.world = family_name(what.family);
  settings.seed = what.seed;
  if (what.tuner == sim::tuner_kind::useless) settings.tuner = "useless";
  if (what.tuner == sim::tuner_kind::harmful) settings.tuner = "harmful";
  return sim::played_models::create(settings).value();
}

agent_context context_of(const prompt_library& prompts) {
  agent_context out;
  out.prompts = &prompts;
  out.max_turns = most_turns;
  return out;
}

}  // namespace

std::string family_name(sim::world_family family) {
  return fmt::format("W{}", static_cast<int>(family));
}

bench_world::bench_world(shape what, const prompt_library& prompts)
    : what_(what),
      prompts_(prompts),
      context_(context_of(prompts_)),
      world_(what.family, what.seed, sim::lexicon::compiled()),
      profiles_(half_of(what.customers, what.judges_of_truth, what.seed, false)),
      truth_profiles_(half_of(what.customers, what.judges_of_truth, what.seed, true)),
      baseline_(baseline_plan(context_, most_turns)),
      rehearsal_(world_, profiles_, sim::language::es),
      truth_rehearsal_(world_, truth_profiles_, sim::language::es),
      models_(models_of(what)) {}

truth::population bench_world::population(truth::split_shares shares, std::uint64_t seed) const {
  truth::population out;
  for (const customer_profile& p : profiles_) out.cohorts.push_back(p.cohort);
  out.split = truth::split_customers(profiles_, shares, seed);
  out.shares = truth::cohort_shares(profiles_);
  return out;
}

const sim::message_brief& bench_world::brief_of(const truth::arm& under) {
  const auto key = std::pair{index_of(under.cohort), under.rules};
  const auto known = briefs_.find(key);
  if (known != briefs_.end()) return known->second;
  plan as_plan = baseline_;
  as_plan.cohort_rules.clear();
  for (const std::string& text : under.rules)
    as_plan.cohort_rules.push_back({"", under.cohort, text});
  customer_profile anybody = profiles_.front();
  anybody.cohort = under.cohort;
  const chat_request request = ask_proactive(context_, as_plan, anybody, {}, call_key{});
  return briefs_.emplace(key, sim::read_brief(request.instructions, under.cohort)).first->second;
}

truth::trial_outcome bench_world::converse(const truth::trial& wanted, const truth::arm& under) {
  const auto heard =
      rehearsal_.play(wanted.customer, brief_of(under), wanted.replicate, wanted.epoch);
  score verdict;
  verdict.nps_expected = heard.judged.nps_expected;
  verdict.engagement_prob = heard.judged.engagement_prob;
  verdict.churn_prob = heard.judged.churn_prob;
  truth::trial_outcome out;
  out.scored = true;
  out.reward = normalised_reward(verdict, scoring_);
  out.nps = verdict.nps_expected;
  out.engagement = verdict.engagement_prob;
  out.churn = verdict.churn_prob;
  out.words = heard.company_words;
  return out;
}

std::optional<plan> bench_world::propose(const truth::ask_proposal& asked) {
  call_key key;
  key.iteration = asked.iteration;
  key.replicate = asked.number;
  const chat_request request = ask_tuner(context_, asked.current, asked.report, asked.history, key);
  sim::model_call call;
  call.model = request.model;
  call.instructions = request.instructions;
  for (const chat_message& m : request.input)
    call.input.push_back({std::string(to_string(m.who)), m.content});
  call.metadata = request.metadata;
  if (request.schema) call.schema_name = request.schema->name;
  chat_reply reply;
  reply.text = models_->play(call).value_or("");
  auto answer = parse_tuning(reply, asked.current);
  if (!answer) return std::nullopt;
  plan out = asked.current;
  out.cohort_rules = std::move(answer->cohort_rules);
  return out;
}

double bench_world::true_value(const truth::arm& of, int iteration) {
  const auto key = std::tuple{index_of(of.cohort), of.rules, iteration};
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second;
  const sim::message_brief& brief = brief_of(of);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < truth_profiles_.size(); ++i) {
    if (truth_profiles_[i].cohort != of.cohort) continue;
    for (int r = 0; r < truth_replicates; ++r) {
      sum += truth_rehearsal_.play(i, brief, r, iteration).truth.reward();
      count += 1;
    }
  }
  return values_[key] = count > 0 ? sum / count : 0;
}

double bench_world::true_value(const plan& of, int iteration) {
  const auto shares = truth::cohort_shares(truth_profiles_);
  double out = 0;
  for (const cohort which : all_cohorts)
    out += shares[index_of(which)] * true_value({which, truth::rules_for(of, which)}, iteration);
  return out;
}

double bench_world::oracle_value(int iteration) const {
  return sim::consult_oracle(world_.effects(iteration), what_.seed, truth_profiles_).policy;
}

}  // namespace parley::cli
