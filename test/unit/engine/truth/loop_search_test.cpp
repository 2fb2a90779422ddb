// The search inside `parley run`: what is taken, what is promoted, what stays protected.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "base/random_stream.hpp"
#include "engine/truth/confidence_sequence.hpp"
#include "engine/truth/fidelity.hpp"
#include "engine/truth/loop_search.hpp"

using namespace parley;
using namespace parley::truth;

namespace {

constexpr std::size_t each_cohort = 60;

population people(std::size_t per_cohort = each_cohort) {
  std::vector<customer_profile> profiles;
  for (const cohort which : all_cohorts)
    for (std::size_t i = 0; i < per_cohort; ++i) {
      customer_profile one;
      one.customer_id = std::string(to_string(which)) + std::to_string(100 + i);
      one.cohort = which;
      profiles.push_back(one);
    }
  return population_of(profiles, {0.4, 0.3}, 5);
}

plan with_rules(const std::vector<cohort_rule>& rules) {
  plan out;
  out.prompt_seed = "base";
  out.cohort_rules = rules;
  return out;
}

/// Rewards around `level` by cohort, customers differing much, their luck little.
std::vector<std::optional<double>> rewards(const population& who, std::array<double, 4> gain,
                                           std::uint64_t draw, double noise = 0.05) {
  std::vector<std::optional<double>> out;
  for (std::size_t i = 0; i < who.cohorts.size(); ++i) {
    random_stream person(1, std::to_string(i), "person"), luck(draw, std::to_string(i), "luck");
    out.push_back(0.5 + 0.1 * person.normal() + noise * luck.normal() +
                  gain[index_of(who.cohorts[i])]);
  }
  return out;
}

// One iteration: measured, and decided on.
void take(loop_search& search, int iteration, const plan& used, std::span<const plan* const> told,
          const std::vector<std::optional<double>>& rewards, bool judge_moved) {
  search.measured(iteration, used, told, rewards);
  search.decide(judge_moved);
}

const cohort_rule quiet_rule{"r1", cohort::quiet_unsatisfied, "one step"};
const std::size_t quiet = index_of(cohort::quiet_unsatisfied);

}  // namespace

TEST_CASE("gates together never get more than the run's error, however many are asked") {
  double sum = 0;
  for (int k = 1; k <= 100000; ++k) sum += gate_alpha(0.05, k);
  CHECK(sum <= 0.05);
  CHECK(sum > 0.0499);
  CHECK(gate_alpha(0.05, 1) == Catch::Approx(0.01));
}

TEST_CASE("whether a number of customers can decide is what the t mixture's ceiling says") {
  for (const double alpha : {0.05, 0.01, 0.001})
    for (std::size_t n = 2; n < 60; ++n) {
      INFO(n << " at " << alpha);
      const double most = t_mixture_log_evidence(1e8, n, 0.25);
      CHECK(can_decide(n, alpha) == (most > std::log(1 / alpha)));
    }
}

TEST_CASE("a rule that helps is taken by those searched on and promoted by those who decide") {
  loop_search search({}, people());
  const plan first = with_rules({}), second = with_rules({quiet_rule});
  take(search, 1, first, {}, rewards(search.people(), {}, 1), false);
  std::array<double, 4> gain{};
  gain[quiet] = 0.15;
  take(search, 2, second, {}, rewards(search.people(), gain, 2), false);
  CHECK(search.findings().back().taken[quiet]);
  CHECK(search.promoted());
  CHECK(search.champion().cohort_rules.size() == 1);
  CHECK(search.baseline().cohort_rules.empty());
  CHECK(search.seen_in(cohort::quiet_unsatisfied) == 2);
  CHECK(search.in_loop().mean > 0.02);
}

TEST_CASE(
    "a judge that moved decides nothing; a prompt that is asked about again decides nothing new") {
  loop_search search({}, people());
  std::array<double, 4> gain{};
  gain[quiet] = 0.15;
  take(search, 1, with_rules({}), {}, rewards(search.people(), {}, 1), false);
  take(search, 2, with_rules({quiet_rule}), {}, rewards(search.people(), gain, 2), true);
  CHECK_FALSE(search.promoted());
  CHECK_FALSE(search.findings().back().gate);
  take(search, 3, with_rules({quiet_rule}), {}, rewards(search.people(), gain, 3), false);
  CHECK(search.promoted());  // the judge is itself again
}

TEST_CASE("challengers keep the base, the bytes and ids of known rules, and the size budget") {
  loop_rules rules;
  rules.rules.most_rules = 2;
  loop_search search(rules, people());
  plan first = with_rules({quiet_rule});
  first.tone = "plain";
  CHECK(search.challenger(first) == first);
  take(search, 1, first, {}, rewards(search.people(), {}, 1), false);
  plan wanted = with_rules({{"r7", cohort::quiet_unsatisfied, "One  step"},
                            {"r8", cohort::quiet_unsatisfied, "second"},
                            {"r9", cohort::quiet_unsatisfied, "third"}});
  wanted.prompt_seed = "another base";
  wanted.tone = "pushy";
  const plan made = search.challenger(wanted);
  CHECK(made.prompt_seed == "base");
  CHECK(made.tone == "plain");
  REQUIRE(made.cohort_rules.size() == 2);
  CHECK(made.cohort_rules[0] == quiet_rule);
  CHECK(made.cohort_rules[1].text == "second");
  CHECK(made.cohort_rules[1].id != "r1");
}

TEST_CASE("edits without effect are promoted in at most one run of twenty") {
  const population who = people(40);
  int promoted = 0;
  constexpr int runs = 400;
  for (int run = 0; run < runs; ++run) {
    loop_search search({}, who);
    std::vector<cohort_rule> rules;
    const auto draw = static_cast<std::uint64_t>(run) * 100;
    take(search, 1, with_rules({}), {}, rewards(who, {}, draw), false);
    for (int i = 2; i <= 6; ++i) {
      rules = search.incumbent().cohort_rules;
      const cohort which = all_cohorts[static_cast<std::size_t>(i) % 4];
      rules.push_back({"", which, "rule " + std::to_string(i)});
      const plan next = search.challenger(with_rules(rules));
      take(search, i, next, {}, rewards(who, {}, draw + static_cast<std::uint64_t>(i)), false);
    }
    promoted += search.promoted();
  }
  INFO(promoted << " of " << runs);
  CHECK(promoted <= runs / 20);
}

TEST_CASE("a rule that was left out by chance gets its effect, and leaves when it harms") {
  loop_search search({}, people());
  const population& who = search.people();
  const plan first = with_rules({quiet_rule, {"r2", cohort::quiet_unsatisfied, "last chance!"}});
  take(search, 1, first, {}, rewards(who, {}, 1, 0.01), false);
  const plan only_good = with_rules({quiet_rule}), only_bad = with_rules({first.cohort_rules[1]});
  std::vector<const plan*> told(who.cohorts.size(), &first);
  auto values = rewards(who, {}, 2, 0.01);
  std::size_t turn = 0;
  for (const std::size_t i : who.in_cohort(part::search, quiet)) {
    const bool good = ++turn % 2 == 0;
    told[i] = good ? &only_good : &only_bad;
    *values[i] += good ? 0.1 : -0.1;  // without the bad rule better, without the good one worse
  }
  take(search, 2, first, told, values, false);
  const auto effects = search.effects_of_rules();
  REQUIRE(effects.size() == 2);
  for (const rule_effect& e : effects) {
    REQUIRE(e.known);
    CHECK(e.state == (e.text == "one step" ? rule_state::helps : rule_state::harmful));
  }
  REQUIRE(search.incumbent().cohort_rules.size() == 1);
  CHECK(search.incumbent().cohort_rules[0].text == "one step");
}

// Snedecor and Cochran, Statistical Methods (8th ed. 1989), sec. 13.3: with two determinations a
// class, within = sum d^2 / 2n; here d = 1, 1, 2 and means 1.5, 3.5, 7.
TEST_CASE("components of variance agree with the analysis of variance done by hand") {
  const std::array<double, 2> rows[] = {{1, 2}, {3, 4}, {6, 8}};
  const auto found = variance_components(rows);
  REQUIRE(found);
  CHECK(found->replicate == Catch::Approx(1.0));     // (1 + 1 + 4) / 6
  CHECK(found->persona == Catch::Approx(14.5 / 2));  // (MSB 15.5 - 1) / 2
  CHECK_FALSE(variance_components(std::span(rows).first(1)));
}

TEST_CASE("customers who talk against their profile are doubted") {
  std::vector<conversation_record> talks;
  std::vector<customer_profile> profiles;
  for (int i = 0; i < 20; ++i) {
    conversation_record talk;
    talk.customer_id = std::to_string(i);
    talk.cohort = cohort::vocal_unsatisfied;
    talk.end = i == 0 ? conversation_end::invalid : conversation_end::customer_left;
    turn reply;
    reply.role = turn_role::customer;
    reply.content = "muchas gracias por todo";
    reply.sentiment = 0.8 + 0.005 * i;
    talk.turns = {reply};
    talks.push_back(talk);
    customer_profile one;
    one.customer_id = talk.customer_id;
    one.history.tickets = {{"delay", -0.5 - 0.01 * i, 1}};
    profiles.push_back(one);
  }
  std::vector<const conversation_record*> said;
  std::vector<const customer_profile*> who;
  for (std::size_t i = 0; i < talks.size(); ++i) {
    said.push_back(&talks[i]);
    who.push_back(&profiles[i]);
  }
  const fidelity_finding found = check_fidelity(said, who, 0.95);
  const cohort_fidelity& mine = found.cohorts[index_of(cohort::vocal_unsatisfied)];
  CHECK(mine.role_flips == 1);
  CHECK(mine.left_early == 19);
  CHECK(mine.replies == 19);
  CHECK(mine.agreeing == 19);
  CHECK(mine.words.mean == Catch::Approx(4));
  REQUIRE(found.doubts.size() == 1);
  CHECK(found.doubts[0].find("kinder than their tickets") != std::string::npos);
}
