#include "engine/scoring/cohort_scorer.hpp"
#include "engine/scoring/cohort_notes.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/random_stream.hpp"
#include "engine/scoring/best_strategy.hpp"
#include "output/run_logger.hpp"
#include "test/unit/engine/engine_fixtures.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

struct row {
  customer_profile profile;
  conversation_record talk;
  judgement verdict;
};

std::vector<row> mixed_rows() {
  std::vector<row> rows;
  random_stream random(5, "rows", "test");
  for (int i = 0; i < 40; ++i) {
    row r;
    r.profile = profile_of("C" + std::to_string(100 + i), all_cohorts[random.below(4)],
                           random.uniform(0.1, 0.7));
    const auto end = static_cast<conversation_end>(random.below(6));
    r.talk = talk_of(r.profile, end, {random.chance(0.5) ? "escalar" : "disculpa", "directo", "x"});
    const bool scored = random.chance(0.9);
    score value = score_of(random.uniform(0, 10), random.uniform(), random.uniform());
    value.aspect_sentiment.emplace_back("finanzas", random.uniform(-1, 1));
    value.aspect_sentiment.emplace_back("servicio", random.uniform(-1, 1));
    r.verdict = verdict_of(r.profile, scored ? std::optional(value) : std::nullopt);
    rows.push_back(std::move(r));
  }
  return rows;
}

cohort_report report_of(const std::vector<row>& rows, const scoring_settings& constants) {
  cohort_scorer scorer(constants);
  for (const row& r : rows) {
    scorer.add(r.profile, r.talk);
    if (r.talk.scorable()) scorer.add(r.profile, r.verdict, r.talk);
  }
  return scorer.report(1);
}

}  // namespace

TEST_CASE("the order of arrival does not change a bit of the report") {
  const scoring_settings constants;
  std::vector<row> rows = mixed_rows();
  const std::string expected = cohort_report_to_json(report_of(rows, constants));
  random_stream random(1, "orders", "test");
  for (int i = 0; i < 50; ++i) {
    shuffle(rows, random);
    CHECK(cohort_report_to_json(report_of(rows, constants)) == expected);
  }
}

TEST_CASE("every conversation is counted once, as what it was") {
  const scoring_settings constants;
  const auto a = profile_of("A"), b = profile_of("B"), c = profile_of("C"), d = profile_of("D"),
             e = profile_of("E");
  cohort_scorer scorer(constants);
  const auto silent = talk_of(a, conversation_end::silence);
  const auto invalid = talk_of(b, conversation_end::invalid);
  const auto failed = talk_of(c, conversation_end::failed);
  const auto unscored = talk_of(d);
  const auto fine = talk_of(e);
  for (const auto& [profile, talk] :
       {std::pair(&a, &silent), std::pair(&b, &invalid), std::pair(&c, &failed),
        std::pair(&d, &unscored), std::pair(&e, &fine)})
    scorer.add(*profile, *talk);
  CHECK(scorer.add(a, verdict_of(a, score_of(9)), silent));
  CHECK_FALSE(scorer.add(d, verdict_of(d, std::nullopt), unscored));
  CHECK(scorer.add(e, verdict_of(e, score_of(3)), fine));

  const cohort_report report = scorer.report(2);
  CHECK(report.iteration == 2);
  for (const cohort_summary* s :
       {&report.all, &report.cohorts[index_of(cohort::vocal_unsatisfied)]}) {
    CHECK(s->customers == 5);
    CHECK(s->n == 2);
    CHECK(s->silent == 1);
    CHECK(s->invalid == 1);
    CHECK(s->failed == 1);
    CHECK(s->unscored == 1);
    CHECK_THAT(s->nps.mean, WithinAbs(6, 1e-12));
    CHECK(s->net_promoter == 0);  // one promoter, one detractor
  }
  CHECK(report.cohorts[index_of(cohort::quiet_satisfied)].customers == 0);
  CHECK(report.cohorts[index_of(cohort::quiet_satisfied)].notes.empty());
}

TEST_CASE("a customer who answered and then fell silent is not a silent customer") {
  const scoring_settings constants;
  const auto a = profile_of("A");
  auto talk = talk_of(a, conversation_end::silence);
  talk.turns.insert(talk.turns.begin() + 1, turn{turn_role::customer, "Sí", 0.1, false, false});
  cohort_scorer scorer(constants);
  scorer.add(a, talk);
  CHECK(scorer.report(1).all.silent == 0);
}

TEST_CASE("net promoter counts nine and up against six and down") {
  const scoring_settings constants;
  cohort_scorer scorer(constants);
  int i = 0;
  for (const double nps : {9.0, 10.0, 8.9, 6.0, 6.1}) {
    const auto p = profile_of("C" + std::to_string(i++));
    const auto talk = talk_of(p);
    scorer.add(p, talk);
    scorer.add(p, verdict_of(p, score_of(nps)), talk);
  }
  CHECK_THAT(scorer.report(1).all.net_promoter, WithinAbs(20, 1e-12));  // (2 - 1) / 5
}

TEST_CASE("notes say what stands out, and nothing when nothing does") {
  const scoring_settings constants;
  cohort_scorer scorer(constants);
  for (int i = 0; i < 6; ++i) {
    const auto p = profile_of("C" + std::to_string(i));
    const auto talk = talk_of(p, i < 3 ? conversation_end::silence : conversation_end::max_turns);
    score value = score_of(5);
    value.aspect_sentiment = {{"documentacion", -0.8}, {"servicio", 0.4}};
    scorer.add(p, talk);
    scorer.add(p, verdict_of(p, value), talk);
  }
  const std::string notes = scorer.report(1).all.notes;
  CHECK_THAT(notes, ContainsSubstring("3 of 6 never answered"));
  CHECK_THAT(notes, ContainsSubstring("paperwork weighs most (−0.80)"));

  // The same facts in the language of the run's prompts.
  cohort_summary some;
  some.customers = some.n = 4;
  some.silent = 3;
  score low = score_of(5);
  low.aspect_sentiment = {{"documentacion", -0.8}};
  low.cta_clarity = 0.25;
  const score* verdicts[] = {&low};
  CHECK(cohort_notes(some, verdicts, "en") ==
        "Only 4 scored: read with care; 3 of 4 never answered; paperwork weighs most (−0.80).");
  CHECK(cohort_notes(some, verdicts, "es") ==
        "Solo 4 puntuadas: léase con cautela; 3 de 4 nunca contestaron; lo que más pesa: "
        "documentación (−0.80).");
  some.n = some.silent = 0;
  some.failed = 4;
  for (const char* language : {"en", "es"}) CHECK(cohort_notes(some, {}, language).size() > 40);
  some = {};
  some.customers = some.n = 9;
  CHECK(cohort_notes(some, verdicts, "es").ends_with("no quedó clara (0.25 de 1)."));

  cohort_scorer calm(constants);
  for (int i = 0; i < 6; ++i) {
    const auto p = profile_of("C" + std::to_string(i));
    const auto talk = talk_of(p);
    calm.add(p, talk);
    calm.add(p, verdict_of(p, score_of(8)), talk);
  }
  CHECK(calm.report(1).all.notes.empty());
}

TEST_CASE("the best strategy has the highest mean among those used often enough") {
  const strategy lucky{"regalo", "", ""}, good{"escalar", "directo", ""}, poor{"disculpa", "", ""};
  std::vector<strategy_outcome> outcomes = {{&lucky, 0.99}, {&good, 0.7}, {&good, 0.6},
                                            {&good, 0.65},  {&poor, 0.5}, {&poor, 0.5},
                                            {&poor, 0.5}};
  const auto best = best_strategy(outcomes, 3);
  REQUIRE(best);
  CHECK(best->used == good);
  CHECK(best->n == 3);
  CHECK_THAT(best->mean_reward, WithinAbs(0.65, 1e-12));
  CHECK(best_strategy(outcomes, 1)->used == lucky);
  CHECK_FALSE(best_strategy(outcomes, 4));
}

TEST_CASE("spellings that differ in case or spaces are one strategy") {
  const strategy a{"Escalar", "directo", ""}, b{"escalar ", "Directo", ""};
  const strategy c{"escalar", "directo", ""};
  const std::vector<strategy_outcome> outcomes = {{&a, 0.5}, {&b, 0.6}, {&c, 0.7}, {&c, 0.6}};
  const auto best = best_strategy(outcomes, 4);
  REQUIRE(best);
  CHECK(best->used == c);  // the commonest spelling
  CHECK(best->n == 4);
}

TEST_CASE("conversations without a strategy take part in no ranking") {
  const strategy none;
  const std::vector<strategy_outcome> outcomes = {{&none, 1}, {&none, 1}, {&none, 1}};
  CHECK_FALSE(best_strategy(outcomes, 1));
}
