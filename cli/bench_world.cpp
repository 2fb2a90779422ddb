#include "cli/bench_world.hpp"

#include <fmt/format.h>

#include <cmath>
#include <mutex>

#include "agents/planner_agent.hpp"
#include "agents/proactive_agent.hpp"
#include "agents/tuner_agent.hpp"
#include "engine/scoring/value_model.hpp"
#include "profiles/generator.hpp"

namespace parley::cli {
namespace {

constexpr int most_turns = 3;
constexpr std::uint64_t truth_seed = 0x7275746874;

// The same people in every world (their hidden side differs), with ids that no run's customer has.
std::shared_ptr<const std::vector<customer_profile>> customers_of_truth(std::size_t count) {
  static std::mutex guard;
  static std::map<std::size_t, std::shared_ptr<const std::vector<customer_profile>>> made;
  const std::lock_guard<std::mutex> lock(guard);
  auto& mine = made[count];
  if (mine) return mine;
  auto profiles = generate_profiles(count, truth_seed);
  for (customer_profile& p : profiles) p.customer_id = "T" + p.customer_id;
  return mine = std::make_shared<const std::vector<customer_profile>>(std::move(profiles));
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
      profiles_(generate_profiles(what.customers, what.seed)),
      truth_profiles_(customers_of_truth(what.judges_of_truth)),
      truth_shares_(truth::cohort_shares(*truth_profiles_)),
      baseline_(baseline_plan(context_, most_turns)),
      rehearsal_(world_, profiles_, sim::language::es),
      truth_rehearsal_(world_, *truth_profiles_, sim::language::es),
      models_(models_of(what)) {
  for (std::size_t i = 0; i < truth_profiles_->size(); ++i)
    truth_places_[index_of((*truth_profiles_)[i].cohort)].push_back(i);
}

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

double bench_world::reward_of(const sim::verdict& judged) const {
  return normalised_reward(judged.nps_expected, judged.engagement_prob, judged.churn_prob,
                           scoring_);
}

truth::trial_outcome bench_world::converse(const truth::trial& wanted, const truth::arm& under) {
  const auto heard =
      rehearsal_.play(wanted.customer, brief_of(under), wanted.replicate, wanted.epoch);
  truth::trial_outcome out;
  out.scored = true;
  out.reward = reward_of(heard.judged);
  out.nps = heard.judged.nps_expected;
  out.engagement = heard.judged.engagement_prob;
  out.churn = heard.judged.churn_prob;
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

worth bench_world::mean_worth(const truth::arm& of, int iteration, std::size_t most) {
  const std::vector<std::size_t>& places = truth_places_[index_of(of.cohort)];
  const std::size_t count = std::min(places.size(), most);
  const auto key = std::tuple{index_of(of.cohort), of.rules, iteration, count};
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second;
  const sim::message_brief& brief = brief_of(of);
  worth mean;
  for (std::size_t k = 0; k < count; ++k) {
    const auto heard = truth_rehearsal_.play(places[k], brief, 0, iteration);
    mean.reward += heard.expected.reward() / static_cast<double>(count);
    mean.judged += reward_of(heard.judged) / static_cast<double>(count);
  }
  return values_[key] = mean;
}

worth bench_world::true_worth(const truth::arm& of, int iteration) {
  return mean_worth(of, iteration, truth_profiles_->size());
}

worth bench_world::true_worth(const plan& of, int iteration) {
  worth out;
  for (const cohort which : all_cohorts) {
    const worth mine = true_worth({which, truth::rules_for(of, which)}, iteration);
    out.reward += truth_shares_[index_of(which)] * mine.reward;
    out.judged += truth_shares_[index_of(which)] * mine.judged;
  }
  return out;
}

std::size_t bench_world::sampled(std::size_t cohort, std::size_t customers) const {
  const auto count = std::ceil(truth_shares_[cohort] * static_cast<double>(customers));
  return std::min(truth_places_[cohort].size(), static_cast<std::size_t>(count));
}

double bench_world::sample_value(const plan& of, int iteration, std::size_t customers) {
  double out = 0;
  for (const cohort which : all_cohorts) {
    const std::size_t c = index_of(which);
    const truth::arm mine{which, truth::rules_for(of, which)};
    out += truth_shares_[c] * mean_worth(mine, iteration, sampled(c, customers)).reward;
  }
  return out;
}

double bench_world::oracle_value(int iteration, std::size_t customers) const {
  double out = 0;
  for (std::size_t c = 0; c < all_cohorts.size(); ++c) {
    std::vector<sim::customer_latents> group;
    for (std::size_t k = 0; k < sampled(c, customers); ++k)
      group.push_back(sim::draw_customer(world_.effects(iteration), what_.seed,
                                         (*truth_profiles_)[truth_places_[c][k]]));
    out += truth_shares_[c] * sim::best_for(world_.effects(iteration), group).value;
  }
  return out;
}

}  // namespace parley::cli
