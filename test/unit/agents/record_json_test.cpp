#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

#include "agents/record_json.hpp"
#include "fixtures.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

spend_by_role some_spend() {
  spend_by_role out{};
  out[static_cast<std::size_t>(agent_role::customer)] = {2, 1, 3, {100, 20, 10, 5}};
  out[static_cast<std::size_t>(agent_role::proactive)] = {1, 0, 0, {50, 0, 8, 0}};
  return out;
}

conversation_record some_talk() {
  conversation_record out;
  out.customer_id = "C0001";
  out.cohort = cohort::vocal_unsatisfied;
  out.iteration = 2;
  out.replicate = 1;
  out.turns = {{.role = turn_role::customer, .content = "¿Y?", .context = true},
               {.role = turn_role::agent, .content = "Hola \"Karen\"\nlínea"},
               {.role = turn_role::customer, .content = "Gracias", .sentiment = 0.25},
               {.role = turn_role::agent, .content = "Listo"},
               {.role = turn_role::customer, .sentiment = 0.0, .silent = true}};
  out.end = conversation_end::silence;
  out.used = {"escalar", "directo", ""};
  out.reasks = 1;
  out.spend = some_spend();
  out.duration_sec = 4.25;
  return out;
}

score some_score() {
  score out;
  out.nps_expected = 7.25;
  out.engagement_prob = 0.5;
  out.churn_prob = 0.125;
  out.ltv_delta = -0.5;
  out.cta_clarity = 1;
  out.aspect_sentiment = {{"servicio", 0.5}, {"finanzas", -0.25}};
  out.rationale = "Da una fecha.";
  return out;
}

cohort_report some_report() {
  cohort_report out;
  out.iteration = 2;
  for (const cohort c : all_cohorts) out.cohorts[index_of(c)].cohort = c;
  cohort_summary& vu = out.cohorts[index_of(cohort::vocal_unsatisfied)];
  vu = {.cohort = cohort::vocal_unsatisfied,
        .customers = 50,
        .n = 45,
        .silent = 3,
        .invalid = 2,
        .failed = 1,
        .unscored = 2,
        .nps = {7.125, 6.5, 7.75, 45},
        .net_promoter = 12.5,
        .churn = {0.25, 0.125, 0.375, 45},
        .engagement = {0.625, std::nullopt, std::nullopt, 45},
        .ltv_ratio = {1.0625, 1.0, 1.125, 45},
        .reward = {0.6875, 0.625, 0.75, 45},
        .best_strategy = strategy{"escalar", "directo", "callback"},
        .best_strategy_n = 12,
        .notes = "Responder rápido en el primer turno reduce churn"};
  out.all = vu;
  out.all.cohort = cohort::quiet_satisfied;
  out.tokens_used = 12045;
  out.cost = 0.25;
  out.spend = some_spend();
  out.wall_sec = 9.5;
  out.refused_for_deadline = 4;
  return out;
}

// Through text and back, as a file would.
template <class T>
T through_text(const json::value& written,
               result<T> (*read)(const json::value&, std::string_view)) {
  auto value = read(parse_json(pretty_json(written)).value(), {});
  INFO((value ? std::string() : value.error().message));
  REQUIRE(value);
  return std::move(*value);
}

}  // namespace

TEST_CASE("a transcript has the specification's shape and reads back the same") {
  const json::value written = transcript_json(some_talk());
  CHECK(written.at("customer_id") == "C0001");
  CHECK(written.at("turns").at(1).at("role") == "agent");
  CHECK(written.at("turns").at(2).at("content") == "Gracias");
  CHECK(written.at("metadata").at("tokens") == 168);
  CHECK(written.at("metadata").at("duration_sec") == 4.25);
  const conversation_record read = through_text(written, transcript_from);
  CHECK(transcript_json(read) == written);
  CHECK(read.end == conversation_end::silence);
  CHECK(read.turns[0].context);
  CHECK(read.turns[4].silent);
  CHECK_FALSE(read.turns[1].sentiment);
  CHECK(read.used == some_talk().used);
  CHECK(read.spend[1].usage == token_usage{100, 20, 10, 5});
}

TEST_CASE("every way to end a conversation survives a file") {
  for (const auto end : {conversation_end::max_turns, conversation_end::customer_left,
                         conversation_end::repeated_negativity, conversation_end::silence,
                         conversation_end::invalid, conversation_end::failed}) {
    conversation_record talk = some_talk();
    talk.end = end;
    CHECK(transcript_from(transcript_json(talk))->end == end);
  }
}

TEST_CASE("scores and judgements read back the same, unscored never as zero") {
  CHECK(score_json(through_text(score_json(some_score()), score_from)) == score_json(some_score()));
  judgement scored{"C1", cohort::vocal_satisfied, some_score(), "", 1, some_spend()};
  const judgement read = through_text(judgement_json(scored), judgement_from);
  CHECK(judgement_json(read) == judgement_json(scored));
  REQUIRE(read.value);
  CHECK(read.value->aspect_sentiment == some_score().aspect_sentiment);
  const judgement unscored{"C2", cohort::quiet_satisfied, std::nullopt, "not JSON twice", 1, {}};
  const json::value written = judgement_json(unscored);
  CHECK_FALSE(written.as_object().contains("NPS_expected"));
  CHECK(written.at("scored") == false);
  const judgement back = through_text(written, judgement_from);
  CHECK_FALSE(back.value);
  CHECK(back.unscored_reason == "not JSON twice");
}

TEST_CASE("plans, proposals and versions read back the same") {
  const plan used = test::simple_plan();
  CHECK(through_text(plan_json(used), plan_from) == used);
  const tuning proposal{
      "semilla",   used.cohort_rules, {{"r3", {"r1", "r9"}}},
      "porque sí", {"fecha"},         {cohort::vocal_satisfied, cohort::quiet_unsatisfied},
      {"probar"}};
  CHECK(through_text(tuning_json(proposal), tuning_from) == proposal);
  const prompt_version version{3, used, "tuner", "porque", 0.5, std::nullopt};
  const prompt_version read = through_text(prompt_version_json(version), prompt_version_from);
  CHECK(read.used == used);
  CHECK(read.iteration == 3);
  CHECK(read.author == "tuner");
  CHECK(read.reward == 0.5);
  CHECK_FALSE(read.ltv_ratio);
}

TEST_CASE("a cohort report has the specification's shape and reads back the same") {
  const json::value written = cohort_report_json(some_report());
  const json::value& vu = written.at("cohorts").at("vocal_insatisfecho");
  CHECK(written.at("iteration") == 2);
  CHECK(vu.at("n") == 45);
  CHECK(vu.at("avg_nps") == 7.125);
  CHECK(vu.at("avg_churn") == 0.25);
  CHECK(vu.at("avg_engagement") == 0.625);
  CHECK(vu.at("avg_ltv") == 1.0625);
  CHECK(vu.at("best_strategy") == "escalar + directo + callback");
  CHECK(vu.at("notes") == "Responder rápido en el primer turno reduce churn");
  CHECK(written.at("global").at("avg_ltv") == 1.0625);
  CHECK(written.at("global").at("reward") == 0.6875);
  CHECK(written.at("global").at("tokens_used") == 12045);
  const json::value& empty = written.at("cohorts").at("no_vocal_satisfecho");
  CHECK(empty.at("avg_nps").is_null());  // the mean of nobody is not zero
  CHECK(empty.at("best_strategy").is_null());
  const cohort_report read = through_text(written, cohort_report_from);
  CHECK(cohort_report_json(read) == written);
  CHECK(read.cohorts[index_of(cohort::vocal_unsatisfied)].best_strategy ==
        strategy{"escalar", "directo", "callback"});
  CHECK(read.refused_for_deadline == 4);
}

// Boost.JSON's number parser may be off by one in the last place; a reader must not add to that.
TEST_CASE("every double survives a file to the last place") {
  for (const double value : {0.1 + 0.2, 1.0 / 3, 7.2, 0.63, 1e-17, 2.2250738585072014e-308,
                             0.9999999999999999, 123456.78901234567}) {
    estimate mean{value, value, value, 3};
    cohort_report report = some_report();
    report.all.ltv_ratio = mean;
    const double read =
        through_text(cohort_report_json(report), cohort_report_from).all.ltv_ratio.mean;
    CHECK(read >= std::nextafter(value, 0.0));
    CHECK(read <= std::nextafter(value, 1e300));
  }
}

TEST_CASE("readers name the place of what is wrong inside the whole document") {
  json::value talk = transcript_json(some_talk());
  talk.at("turns").at(1).at("role") = "robot";
  const auto wrong = transcript_from(talk, "/transcripts/7");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == failure_code::malformed_output);
  CHECK_THAT(wrong.error().message, ContainsSubstring("/transcripts/7/turns/1/role: found robot"));
  json::value report = cohort_report_json(some_report());
  report.at("cohorts").at("vocal_insatisfecho").at("n") = -1;
  CHECK_THAT(cohort_report_from(report).error().message,
             ContainsSubstring("/cohorts/vocal_insatisfecho/n: found -1"));
  json::value version = prompt_version_json({1, test::simple_plan(), "", "", {}, {}});
  version.at("plan").as_object().erase("prompt_seed");
  CHECK_THAT(prompt_version_from(version, "/history/0").error().message,
             ContainsSubstring("/history/0/plan/prompt_seed: found nothing"));
  for (const json::value& other :
       {json::value(nullptr), json::value(1), json::value("x"), json::value(json::array{})}) {
    CHECK_FALSE(plan_from(other));
    CHECK_FALSE(tuning_from(other));
    CHECK_FALSE(prompt_version_from(other));
    CHECK_FALSE(transcript_from(other));
    CHECK_FALSE(score_from(other));
    CHECK_FALSE(judgement_from(other));
    CHECK_FALSE(cohort_report_from(other));
    CHECK_FALSE(spend_from(other));
    CHECK_FALSE(strategy_from(other));
  }
}
