// Records of odd values: whatever a run can hold must survive its files.
#include <limits>

#include <fmt/format.h>

#include "base/random_stream.hpp"
#include "synthetic_run.hpp"

namespace parley::test {
namespace {

struct maker {
  random_stream random;

  std::string text() {
    static const std::array<std::string, 8> some = {"",
                                                    "plain",
                                                    "áéíóú ñ ¿qué? «así»",
                                                    "two\nlines",
                                                    "\"quoted\", \\ and ;",
                                                    hostile_text,
                                                    "emoji \U0001F697 and 漢字",
                                                    "=1+1"};
    return some[static_cast<std::size_t>(random.below(some.size()))];
  }
  std::string brief() {  // within what a tone or a template may hold
    static const std::array<std::string, 4> some = {"empático-directo", "a \"b\" <c>", "ñ",
                                                    "x & y"};
    return some[static_cast<std::size_t>(random.below(some.size()))];
  }
  std::string filled() { return "x" + text() + "x"; }
  double number() {
    static constexpr std::array<double, 8> some = {
        0, 1.0 / 3, 1e-300, 1e300, 0.1, 12345678.25, std::numeric_limits<double>::denorm_min(), 7};
    return some[static_cast<std::size_t>(random.below(some.size()))];
  }
  double share() { return random.uniform(); }
  std::size_t size() { return static_cast<std::size_t>(random.below(100'000)); }
  int count() { return static_cast<int>(random.below(1000)); }
  parley::cohort kind() { return all_cohorts[static_cast<std::size_t>(random.below(4))]; }
  std::size_t few() { return static_cast<std::size_t>(random.below(4)); }

  estimate an_estimate() {
    estimate out{share() * 10, {}, {}, size() + 1};
    if (random.chance(0.7)) out.low = -number(), out.high = number();
    if (random.chance(0.2)) out = {};
    return out;
  }
  spend_by_role spend() {
    spend_by_role out{};
    for (auto& role : out)
      if (random.chance(0.6))
        role = {count(),
                count(),
                count(),
                {static_cast<std::int64_t>(random.below(1ULL << 53)), 3, 4, 1}};
    return out;
  }
  strategy a_strategy() { return {brief(), brief(), text()}; }

  std::vector<cohort_rule> rules() {
    std::vector<cohort_rule> out;
    for (std::size_t i = few(); i > 0; --i) {
      cohort_rule rule{fmt::format("r{}", i), {}, fmt::format("{} {}", brief(), i)};
      if (random.chance(0.7)) rule.cohort = kind();
      out.push_back(rule);
    }
    return out;
  }
  plan a_plan() {
    plan out{filled(), brief(), brief(), {filled()}, 1 + static_cast<int>(random.below(10)),
             rules()};
    for (std::size_t i = few(); i > 0; --i) out.objectives.push_back(filled());
    return out;
  }
  tuning a_tuning() {
    return {filled(), rules(),   {{"r1", {"r7"}}}, filled(), {filled(), filled()},
            {kind()}, {filled()}};
  }

  conversation_record conversation(int iteration, std::size_t i) {
    conversation_record out;
    out.customer_id = fmt::format("C{:04}", i);
    out.cohort = kind();
    out.iteration = iteration;
    out.replicate = static_cast<int>(random.below(3));
    for (std::size_t t = few(); t > 0; --t) {
      turn one{
          random.chance(0.5) ? turn_role::agent : turn_role::customer, text(), {}, false, false};
      if (random.chance(0.5)) one.sentiment = random.uniform(-1, 1);
      one.silent = random.chance(0.3);
      one.context = random.chance(0.3);
      out.turns.push_back(one);
    }
    out.end = static_cast<conversation_end>(random.below(6));
    out.detail = text();
    out.used = random.chance(0.8) ? a_strategy() : strategy{};
    out.reasks = count();
    out.spend = spend();
    out.duration_sec = number();
    return out;
  }
  judgement a_judgement(std::size_t i) {
    judgement out;
    out.customer_id = fmt::format("C{:04}", i);
    out.cohort = kind();
    out.reasks = static_cast<int>(random.below(2));
    out.spend = spend();
    if (random.chance(0.3)) {
      out.unscored_reason = filled();
      return out;
    }
    out.value = score{share() * 10, share(), share(), random.uniform(-1, 1), share(), {}, filled()};
    if (random.chance(0.7))
      out.value->aspect_sentiment = {{"finanzas", -0.1}, {"servicio", share()}};
    return out;
  }
  cohort_summary summary(parley::cohort c) {
    cohort_summary out;
    out.cohort = c;
    out.customers = size(), out.n = size(), out.silent = size(), out.invalid = size();
    out.failed = size(), out.unscored = size();
    for (estimate* e : {&out.nps, &out.churn, &out.engagement, &out.ltv_ratio, &out.reward})
      *e = an_estimate();
    out.net_promoter = out.n > 0 ? random.uniform(-100, 100) : 0;
    if (random.chance(0.5)) out.best_strategy = a_strategy(), out.best_strategy_n = size();
    out.notes = text();
    return out;
  }
  iteration_record iteration(int number_of) {
    iteration_record out;
    out.iteration = number_of;
    out.started_at = text(), out.finished_at = text();
    out.used = a_plan();
    for (std::size_t i = few(); i > 0; --i) {
      out.conversations.push_back(conversation(number_of, i));
      out.judgements.push_back(a_judgement(i));
      out.values.push_back({fmt::format("C{:04}", i), kind(), number(), number(), number(),
                            -number(), random.chance(0.5)});
    }
    out.report.iteration = number_of;
    for (const auto c : all_cohorts) out.report.cohorts[index_of(c)] = summary(c);
    out.report.all = summary(cohort::quiet_satisfied);
    out.report.tokens_used = static_cast<std::int64_t>(size());
    out.report.cost = number();
    out.report.spend = spend();
    out.report.wall_sec = number();
    out.report.refused_for_deadline = size();
    if (random.chance(0.5)) out.proposal = a_tuning();
    out.plan_source = text();
    if (random.chance(0.3)) out.config_changes.push_back({text(), text(), text(), text()});
    out.makespan_ratio = number();
    out.binding_term = text();
    return out;
  }
  comparison_row row(std::optional<parley::cohort> c) {
    comparison_row out;
    out.cohort = c;
    out.n = size();
    for (estimate* e :
         {&out.nps_before, &out.nps_after, &out.nps_change, &out.churn_before, &out.churn_after,
          &out.churn_change, &out.engagement_before, &out.engagement_after, &out.engagement_change,
          &out.ltv_before, &out.ltv_after, &out.ltv_change, &out.reward_before, &out.reward_after,
          &out.reward_change})
      *e = an_estimate();
    return out;
  }
};

}  // namespace

run_record random_run(std::uint64_t seed) {
  maker make{random_stream(seed, "run", "record")};
  run_record out;
  out.run_id = fmt::format("run-{}", seed);
  out.version = make.text(), out.provider = make.text(), out.language = "es";
  out.seed = make.random.next();  // all 64 bits
  out.started_at = make.text(), out.finished_at = make.text(), out.profiles_source = make.text();
  for (std::size_t i = make.few(); i > 0; --i) {
    customer_profile p;
    p.customer_id = fmt::format("C{:04}", i);
    p.cohort = make.kind();
    p.persona.name = make.filled();
    if (make.random.chance(0.5)) p.persona.age = 40;
    p.purchase.vehicle = "SUV";
    if (make.random.chance(0.5)) p.risk.churn_est = make.share();
    out.profiles.push_back(p);
  }
  const int iterations = static_cast<int>(make.few());
  for (int i = 1; i <= iterations; ++i) {
    out.iterations.push_back(make.iteration(i));
    prompt_version version{i, make.a_plan(), make.brief(), make.text(), {}, {}};
    if (make.random.chance(0.6)) version.reward = make.share(), version.ltv_ratio = make.share();
    out.history.push_back(version);
  }
  if (make.random.chance(0.5)) out.continues = earlier_run{make.text(), 7, make.few()};
  if (make.random.chance(0.6))
    out.comparison =
        before_after{1, 3, {make.row(cohort::vocal_satisfied), make.row({})}, make.text()};
  out.stopped = static_cast<stop_reason>(make.random.below(8));
  out.stop_detail = make.text();
  out.spend = make.spend();
  if (make.random.chance(0.5)) out.prices[3] = role_price{make.text(), 2, 0.5, 8};
  if (make.random.chance(0.3)) out.lost = {3, 4000, 0.25};
  out.cost = make.number();
  out.cost_known = make.random.chance(0.5);
  out.wall_sec = make.number();
  out.confidence = 0.9;
  return out;
}

}  // namespace parley::test
