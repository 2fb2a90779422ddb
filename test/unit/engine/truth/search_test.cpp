// Arms, trials, races, rule effects: the search's parts.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <set>

#include "base/random_stream.hpp"
#include "engine/truth/challengers.hpp"
#include "engine/truth/race.hpp"
#include "engine/truth/rule_effects.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;

namespace {

plan small_plan() {
  plan out;
  out.prompt_seed = "base";
  out.cohort_rules = {{"r1", std::nullopt, "for all"},
                      {"r2", cohort::vocal_satisfied, "mine"},
                      {"r5", cohort::quiet_unsatisfied, "theirs"}};
  return out;
}

}  // namespace

TEST_CASE("a plan taken apart and put together is the same bytes, with the same ids") {
  arm_catalogue catalogue;
  const plan before = small_plan();
  const arm_set arms = arms_of(before, catalogue);
  CHECK(catalogue.at(arms[0]).rules == rule_texts{"for all", "mine"});
  CHECK(catalogue.at(arms[1]).rules == rule_texts{"for all"});
  const plan after = plan_of(before, arms, catalogue, before.cohort_rules);
  CHECK(after == before);
}

TEST_CASE("changing one cohort's arm leaves the other rules byte-identical") {
  arm_catalogue catalogue;
  const plan before = small_plan();
  arm_set arms = arms_of(before, catalogue);
  arms[index_of(cohort::vocal_satisfied)] =
      catalogue.add({cohort::vocal_satisfied, {"for all", "mine", "new"}});
  const plan after = plan_of(before, arms, catalogue, before.cohort_rules);
  for (const cohort_rule& rule : before.cohort_rules)
    CHECK(std::count(after.cohort_rules.begin(), after.cohort_rules.end(), rule) == 1);
  CHECK(after.cohort_rules.size() == 4);
  CHECK(after.cohort_rules[2].text == "new");
  CHECK(after.cohort_rules[2].id == "r6");  // above all that were ever given
  for (const cohort which : all_cohorts)
    CHECK(rules_for(after, which) == catalogue.at(arms[index_of(which)]).rules);
}

TEST_CASE("equal arms have one number") {
  arm_catalogue catalogue;
  const auto a = catalogue.add({cohort::vocal_satisfied, {"x"}});
  CHECK(catalogue.add({cohort::vocal_satisfied, {"x"}}) == a);
  CHECK(catalogue.add({cohort::quiet_satisfied, {"x"}}) != a);
  CHECK(catalogue.add({cohort::vocal_satisfied, {"x", "x"}}) != a);
  const arm& first = catalogue.at(a);  // once dangled when the catalogue grew
  for (int i = 0; i < 1000; ++i) catalogue.add({cohort::vocal_satisfied, {std::to_string(i)}});
  CHECK(&first == &catalogue.at(a));
}

TEST_CASE(
    "challengers: proposals, their union, the baseline, what was left out, without the worst") {
  challenger_inputs in;
  in.incumbent = {"a", "b"};
  in.proposals = {{"a", "b", "c"}, {"a", "b", "d"}, {"a", "b", "c"}};
  in.tried = {{"e", {0.02, 10}}, {"f", {0.05, 10}}, {"g", {-0.1, 10}}};
  in.effects = {{"a", 0.03}, {"b", -0.01}};
  in.most = 9;
  const auto arms = challengers_for(in);
  const std::vector<rule_texts> expected = {
      {"a", "b", "c"}, {"a", "b", "d"}, {"a", "b", "c", "d"}, {}, {"a", "b", "f"}, {"a"}};
  CHECK(arms == expected);
  in.champion = {"a", "c"};  // the incumbent moved on from it: it may always win itself back
  in.most = 2;
  REQUIRE(challengers_for(in).size() == 2);
  CHECK(challengers_for(in).front() == in.champion);
  in.budget.most_rules = 2;
  in.most = 9;
  for (const rule_texts& arm : challengers_for(in)) CHECK(arm.size() <= 2);
  in.budget = {.most_rules = 6, .most_characters = 2};
  for (const rule_texts& arm : challengers_for(in)) CHECK(arm.size() <= 2);
}

TEST_CASE("differences pair a customer's replicates, within the epoch, and skip what is unscored") {
  trial_table table;
  const auto put = [&](std::size_t customer, std::size_t arm, int replicate, int epoch,
                       double reward, bool scored = true) {
    table.record({customer, arm, replicate, epoch}, {scored, reward});
  };
  put(1, 0, 0, 1, 0.5);
  put(1, 7, 0, 1, 0.7);
  put(1, 0, 1, 1, 0.5);
  put(1, 7, 1, 1, 0.6);
  put(2, 0, 0, 1, 0.5);
  put(2, 7, 0, 1, 0.9, false);  // unscored: no pair
  put(3, 0, 0, 1, 0.5);
  put(3, 7, 0, 2, 0.9);  // another epoch: no pair
  const std::vector<slot> slots = {{1, 0}, {1, 1}, {2, 0}, {3, 0}};
  const auto d = paired_differences(table, slots, 0, 7, 1, 2);
  REQUIRE(d.size() == 1);
  CHECK_THAT(d[0].value, WithinAbs(0.15, 1e-12));
  CHECK(d[0].stratum == 2);
  CHECK_THAT(*mean_reward(table, slots, 0, 1), WithinAbs(0.5, 1e-12));
  CHECK_FALSE(mean_reward(table, slots, 9, 1));
  CHECK(table.missing(std::vector<trial>{{1, 0, 0, 1}, {9, 9, 0, 1}, {9, 9, 0, 1}}).size() == 1);
}

TEST_CASE(
    "a race meets every arm with the same places, and takes a winner only over the incumbent") {
  int right = 0, null_accepted = 0;
  constexpr int worlds = 200;
  for (std::uint64_t w = 0; w < worlds; ++w)
    for (const bool real : {true, false}) {
      std::vector<slot> places;
      for (std::size_t i = 0; i < 60; ++i) places.push_back({i, 0});
      race run({10, 11, 12, 13, 14}, places, 150, 3);
      trial_table table;
      std::size_t spent = 0;
      while (!run.done()) {
        const auto wanted = table.missing(run.wanted());
        spent += wanted.size();
        for (const trial& t : wanted) {
          CHECK(t.epoch == 3);
          random_stream level(w, std::to_string(t.customer), "level");
          random_stream noise(w, std::to_string(t.customer), "noise", t.arm);
          const double gain = real && t.arm == 13 ? 0.06 : 0;
          table.record(t, {true, level.normal(0.5, 0.12) + gain + noise.normal(0, 0.04)});
        }
        run.advance(table);
      }
      CHECK(spent <= 150);
      const auto result = run.result(table);
      if (real)
        right += result.accepted && result.arm == 13;
      else
        null_accepted += result.accepted;
    }
  CHECK(right > 0.9 * worlds);
  CHECK(null_accepted < worlds);  // generous, not blind
}

TEST_CASE("a race without challengers or customers is over at once") {
  CHECK(race({1}, {{0, 0}}, 50, 1).done());
  CHECK(race({1, 2}, {}, 50, 1).done());
  trial_table none;
  CHECK_FALSE(race({1, 2}, {}, 50, 1).result(none).accepted);
}

TEST_CASE("rules are left out by chance, at least one, keyed by place") {
  const rule_texts full = {"a", "b", "c", "d"};
  std::array<int, 4> kept{};
  for (std::size_t i = 0; i < 2000; ++i) {
    const rule_texts some = random_subset(full, 0.5, 9, {i, 0}, 1);
    CHECK(some.size() < full.size());
    CHECK(some == random_subset(full, 0.5, 9, {i, 0}, 1));
    for (std::size_t k = 0; k < full.size(); ++k)
      kept[k] += std::count(some.begin(), some.end(), full[k]) > 0;
  }
  for (const int count : kept) CHECK(std::abs(count - 970) < 100);
}

TEST_CASE("rule effects are found with intervals that hold, and the useless and harmful named") {
  const double truth[] = {0.05, 0, -0.06};
  const rule_texts full = {"good", "idle", "bad"};
  int covered = 0, harmful = 0, wrong = 0;
  constexpr int worlds = 300;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    arm_catalogue catalogue;
    const auto whole = catalogue.add({cohort::quiet_satisfied, full});
    trial_table table;
    std::vector<inclusion> inclusions;
    for (std::size_t customer = 0; customer < 60; ++customer) {
      random_stream random(w, std::to_string(customer), "reward");
      const double level = random.normal(0.5, 0.12);
      const auto subset =
          catalogue.add({cohort::quiet_satisfied, random_subset(full, 0.5, w, {customer, 0}, 1)});
      for (const std::size_t arm : {whole, subset}) {
        double reward = level + random.normal(0, 0.04);
        for (std::size_t k = 0; k < 3; ++k)
          for (const std::string& text : catalogue.at(arm).rules)
            if (text == full[k]) reward += truth[k];
        table.record({customer, arm, 0, 1}, {true, reward});
      }
      inclusions.push_back({{customer, subset, 0, 1}, whole});
    }
    for (const rule_effect& e : rule_effects(table, inclusions, catalogue, {})) {
      const double mine = e.text == "good" ? 0.05 : e.text == "idle" ? 0 : -0.06;
      REQUIRE(e.known);
      CHECK(e.cohort == cohort::quiet_satisfied);
      CHECK(e.n == 120);
      covered += e.low <= mine && mine <= e.high;
      if (e.text == "bad") harmful += e.state == rule_state::harmful;
      if (e.text == "good")
        wrong += e.state == rule_state::harmful || e.state == rule_state::useless;
    }
  }
  CHECK(covered > 0.93 * 3 * worlds);
  CHECK(covered < 0.97 * 3 * worlds);
  CHECK(harmful > 0.85 * worlds);
  CHECK(wrong == 0);
}
