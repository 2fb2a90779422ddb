// Where a rule comes from, as the report names it.
#include <catch2/catch_test_macros.hpp>

#include "engine/truth_json.hpp"

using namespace parley;

namespace {

constexpr cohort which = cohort::quiet_unsatisfied;

plan with_rules(std::vector<cohort_rule> rules) {
  plan out;
  out.prompt_seed = "base";
  out.cohort_rules = std::move(rules);
  return out;
}

prompt_version version_of(int iteration, const plan& used, std::string author) {
  prompt_version out;
  out.iteration = iteration;
  out.used = used;
  out.author = std::move(author);
  return out;
}

}  // namespace

TEST_CASE("a merged rule names both parents, a rewritten one its only one, a new one none") {
  std::vector<customer_profile> profiles;
  for (int i = 0; i < 60; ++i) {
    customer_profile one;
    one.customer_id = "C" + std::to_string(100 + i);
    one.cohort = which;
    profiles.push_back(one);
  }
  truth::loop_search search({}, truth::population_of(profiles, {0.4, 0.3}, 5));
  const std::vector<std::optional<double>> rewards(profiles.size(), 0.5);
  const plan first = with_rules(
      {{"r1", which, "name the delay"}, {"r2", which, "give a date"}, {"r3", which, "be brief"}});
  search.measured(1, first, {}, rewards);
  search.decide(false);
  const plan second = search.challenger(with_rules({{"", which, "name the delay and give a date"},
                                                    {"", which, "three sentences at most"},
                                                    {"", which, "ask one question"}}));
  search.measured(2, second, {}, rewards);
  search.decide(false);

  run_record record;
  record.history = {version_of(1, first, "baseline"), version_of(2, second, "tuner")};
  iteration_record one;
  one.iteration = 1;
  one.proposal.emplace();
  one.proposal->cohort_rules = {{"r4", which, "name the delay and give a date"},
                                {"r5", which, "three sentences at most"},
                                {"r6", which, "ask one question"}};
  one.proposal->origins = {{"r4", {"r1", "r2"}}, {"r5", {"r3"}}};
  record.iterations.push_back(std::move(one));

  const json::array rules = evidence_json::rules_json(record, search);
  REQUIRE(rules.size() == 6);
  const auto origin = [&](std::size_t i) { return std::string(rules[i].at("origin").as_string()); };
  CHECK(origin(0) == "baseline, iteration 1");
  CHECK(origin(3) == "tuner, iteration 2, merged from r1, r2");
  CHECK(rules[3].at("replaces").as_array() == json::array{"r1", "r2"});
  CHECK(origin(4) == "tuner, iteration 2, rewritten from r3");
  CHECK(origin(5) == "tuner, iteration 2");
  CHECK(rules[5].at("replaces").as_array().empty());
}
