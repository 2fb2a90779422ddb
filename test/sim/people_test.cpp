// A judge with a taste that customers do not share, and people who score a sample: what each makes
// of a longer message that customers like less (world W4, where the truth is known).
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>

#include "base/random_stream.hpp"
#include "engine/people/label_talk.hpp"
#include "engine/people/sample.hpp"
#include "engine/truth/paired.hpp"
#include "engine/truth/stratified_correction.hpp"
#include "profiles/generator.hpp"
#include "sim/world/customer.hpp"
#include "sim/world/verdict.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

constexpr std::uint64_t world_seed = 7;

message_features message(int words) {
  message_features out;
  out.ack = out.sla = out.pers = 1;
  out.words = words;
  return out;
}

double reward_of(double nps, double engagement, double churn) {
  return people::values_of(nps, engagement, churn, {})[people::index_of(people::metric::reward)];
}

/// One customer's change from a short message to a long one, as each of them sees it.
struct change {
  double truth = 0, judge = 0, person = 0;
};

change change_of(const parameters& world, const customer_profile& profile, std::uint64_t draw) {
  const customer_latents who = draw_customer(world, world_seed, profile);
  random_stream eyes(draw, profile.customer_id, "a person's eyes");
  change out;
  for (const int words : {40, 110}) {
    const double sign = words > 65 ? 1 : -1;
    experience talk(world);
    talk.hear(who, message(words));
    const true_outcome so =
        talk.outcome(who, conversation_noise(world, world_seed, profile.customer_id, 0));
    const verdict judged =
        judge_outcome(world, world_seed, profile, who, so, words,
                      stable_hash(profile.customer_id, draw) + std::uint64_t(words), 0);
    out.truth += sign * so.reward();
    out.judge += sign * reward_of(judged.nps_expected, judged.engagement_prob, judged.churn_prob);
    const double nps = std::clamp(so.recommend + eyes.normal(0, 1), 0.0, 10.0);
    out.person += sign * reward_of(nps, so.engagement, so.churn);
  }
  return out;
}

double true_gain(const parameters& world) {
  const auto everybody = generate_profiles(4000, 1);
  double sum = 0;
  for (const customer_profile& one : everybody) sum += change_of(world, one, 0).truth;
  return sum / static_cast<double>(everybody.size());
}

struct claims {
  truth::effect judge;
  estimate corrected;
};

claims measure(const parameters& world, std::uint64_t draw) {
  constexpr std::size_t customers = 120, scored = 40;
  const auto profiles = generate_profiles(customers, 1000 + draw);
  std::vector<people::sampled_customer> all;
  for (const customer_profile& one : profiles) all.push_back({one.customer_id, one.cohort});
  std::set<std::string> drawn;
  for (const auto& one : people::draw_customers(all, scored, draw)) drawn.insert(one.customer_id);
  std::vector<truth::label_stratum> strata(all_cohorts.size());
  std::vector<double> judged;
  for (const customer_profile& one : profiles) {
    const change seen = change_of(world, one, draw);
    judged.push_back(seen.judge);
    truth::label_stratum& mine = strata[index_of(one.cohort)];
    mine.share += 1.0 / customers;
    const bool is_drawn = drawn.contains(one.customer_id);
    (is_drawn ? mine.judge : mine.rest).push_back(seen.judge);
    if (is_drawn) mine.human.push_back(seen.person);
  }
  return {truth::paired_effect(truth::independent_differences(judged), 0.95),
          truth::correct_by_strata(strata, 0.95).value};
}

}  // namespace

TEST_CASE(
    "people's scores take a judge's taste out of the gain: it claims one where there is none") {
  const parameters world = draw_world(world_family::length_biased_judge, world_seed);
  const double truth = true_gain(world);
  constexpr int times = 600;
  int judge_covers = 0, judge_claims = 0, people_cover = 0, people_claim = 0;
  double judge = 0, corrected = 0;
  for (std::uint64_t draw = 0; draw < times; ++draw) {
    const claims found = measure(world, draw);
    judge += found.judge.mean / times;
    corrected += found.corrected.mean / times;
    judge_covers += *found.judge.low <= truth && truth <= *found.judge.high;
    judge_claims += *found.judge.low > 0;
    REQUIRE(found.corrected.low);
    people_cover += *found.corrected.low <= truth && truth <= *found.corrected.high;
    people_claim += *found.corrected.low > 0;
  }
  INFO("true gain " << truth << "; judge " << judge << ", covers " << judge_covers << ", claims "
                    << judge_claims << "; corrected " << corrected << ", covers " << people_cover
                    << ", claims " << people_claim << " of " << times);
  CHECK(truth < 0);
  CHECK(judge_claims > 0.9 * times);
  CHECK(judge_covers < 0.05 * times);
  CHECK(std::abs(corrected - truth) < 0.003);
  CHECK(people_cover >= 0.93 * times);
  CHECK(people_claim <= 0.03 * times);
}
