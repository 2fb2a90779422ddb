#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "engine/admission_gate.hpp"
#include "engine/admission_order.hpp"
#include "test/unit/engine/engine_fixtures.hpp"

using namespace parley;
using namespace parley::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::vector<customer_profile> crowd(std::array<std::size_t, 4> sizes) {
  std::vector<customer_profile> out;
  for (const cohort which : all_cohorts)
    for (std::size_t i = 0; i < sizes[index_of(which)]; ++i)
      out.push_back(profile_of("C" + std::to_string(1000 + out.size()), which));
  return out;
}

std::vector<std::string> ids(const std::vector<customer_profile>& profiles,
                             const std::vector<std::size_t>& order) {
  std::vector<std::string> out;
  for (const std::size_t i : order) out.push_back(profiles[i].customer_id);
  return out;
}

intake_view view_at(double left_sec) {
  intake_view view;
  view.now = time_point(seconds(1000));
  view.talk_deadline = view.now + milliseconds(static_cast<int>(left_sec * 1000));
  view.judge_deadline = view.talk_deadline + seconds(10);
  view.judges = 16;
  return view;
}

pace steady_pace(time_point now, double call_seconds, double calls_a_second, int calls = 60) {
  pace out;
  const auto gap = std::chrono::duration<double>(1 / calls_a_second);
  const auto begun = now - std::chrono::duration_cast<duration>(gap * calls);
  out.start_iteration(begun);
  for (int i = 1; i <= calls; ++i) {
    out.call_ended(begun + std::chrono::duration_cast<duration>(gap * i), call_seconds);
    out.call_answered(call_seconds);
  }
  return out;
}

}  // namespace

TEST_CASE("everybody is in the order once, whatever order the profiles came in") {
  auto profiles = crowd({5, 9, 20, 11});
  const auto order = balanced_order(profiles, 3);
  CHECK(std::set<std::size_t>(order.begin(), order.end()).size() == profiles.size());
  const auto expected = ids(profiles, order);
  std::reverse(profiles.begin(), profiles.end());
  CHECK(ids(profiles, balanced_order(profiles, 3)) == expected);
  CHECK(ids(profiles, balanced_order(profiles, 4)) != expected);
}

TEST_CASE("every prefix of the order holds the cohorts in proportion") {
  const std::array<std::size_t, 4> sizes = {5, 9, 20, 11};
  const auto profiles = crowd(sizes);
  const auto order = balanced_order(profiles, 8);
  std::array<double, 4> taken{};
  for (std::size_t i = 0; i < order.size(); ++i) {
    ++taken[index_of(profiles[order[i]].cohort)];
    for (std::size_t c = 0; c < 4; ++c) {
      const double due =
          static_cast<double>(sizes[c] * (i + 1)) / static_cast<double>(order.size());
      CHECK(std::abs(taken[c] - due) < 1.0 + 1e-9);
    }
  }
}

TEST_CASE("with nothing measured a long deadline lets many in, a short one a few, none nobody") {
  const pace nothing;
  intake_view view = view_at(1620);
  view.talking = 150;
  CHECK(admission_for_deadline(view, nothing) == admission::admit);
  view = view_at(20);
  view.talking = 1;
  CHECK(admission_for_deadline(view, nothing) == admission::admit);
  view.talking = 20;
  CHECK(admission_for_deadline(view, nothing) == admission::wait);
  CHECK(admission_for_deadline(view_at(0), nothing) == admission::refuse);
}

TEST_CASE("a configured limit below the assumed rate lowers the first wave") {
  const pace nothing;
  intake_view view = view_at(600);
  view.talking = 30;
  CHECK(admission_for_deadline(view, nothing) == admission::admit);
  view.requests_per_minute = 6;
  CHECK(admission_for_deadline(view, nothing) == admission::wait);
}

TEST_CASE("nobody is let in when a conversation alone would not end in time") {
  intake_view view = view_at(10);
  const pace fast = steady_pace(view.now, 1.0, 10);
  CHECK(admission_for_deadline(view, fast) == admission::admit);  // six calls of a second
  const pace slow = steady_pace(view.now, 2.0, 10);
  CHECK(admission_for_deadline(view, slow) == admission::refuse);
}

TEST_CASE("of two slow calls the gate makes no end while others will show more") {
  intake_view view = view_at(10);
  pace measured;
  measured.start_iteration(view.now - seconds(5));
  measured.call_answered(2.8);
  measured.call_answered(2.6);
  view.talking = 1;
  CHECK(admission_for_deadline(view, measured) == admission::wait);
  view.talking = 0;  // nobody will: six such calls take longer
  CHECK(admission_for_deadline(view, measured) == admission::refuse);
  measured.call_answered(2.7);
  view.talking = 1;
  CHECK(admission_for_deadline(view, measured) == admission::refuse);
}

TEST_CASE("a few equal latencies do not promise that all will be equal") {
  const intake_view view = view_at(10);
  const pace six = steady_pace(view.now, 0.9, 10, 6);
  const pace many = steady_pace(view.now, 0.9, 10, 100);
  CHECK(admission_for_deadline(view, six) == admission::refuse);  // six calls: 5.4 s and a tail
  CHECK(admission_for_deadline(view, many) == admission::admit);
}

TEST_CASE("waiting is forgotten with its iteration, and nobody is refused for it") {
  intake_view view = view_at(60);
  pace measured;
  measured.start_iteration(view.now - seconds(5));
  for (int i = 0; i < 20; ++i) {
    measured.call_ended(view.now, 30);  // half a minute for quota
    measured.call_answered(1);
    measured.judgement_ended(50);
    measured.judge_call_answered(2);
  }
  CHECK(admission_for_deadline(view, measured) == admission::admit);
  measured.start_iteration(view.now);
  CHECK(measured.calls().count() == 0);
  CHECK(measured.judgements().count() == 0);
  CHECK(*measured.earlier_judge_latency() == 2);
  view.talking = 1;
  CHECK(admission_for_deadline(view, measured) == admission::admit);
  for (int i = 0; i < 20; ++i) measured.call_answered(12);  // the calls themselves are slower
  CHECK(admission_for_deadline(view, measured) == admission::refuse);
}

TEST_CASE("each call of a conversation waits behind one of everybody else") {
  intake_view view = view_at(30);
  const pace rate_two = steady_pace(view.now, 0.2, 2, 200);
  view.calls_of_talking = 1000;  // hardly any are left of those who talk
  view.talking = 7;              // 8 / 2 = 4 s a call
  CHECK(admission_for_deadline(view, rate_two) == admission::admit);
  view.talking = 10;  // 5.5 s a call, and six of them
  CHECK(admission_for_deadline(view, rate_two) == admission::wait);
}

TEST_CASE("one alone is not served faster than all were") {
  intake_view view = view_at(10);
  const pace served = steady_pace(view.now, 0.1, 0.5, 60);  // short calls, one in two seconds
  CHECK(admission_for_deadline(view, served) == admission::refuse);
  view = view_at(14);
  CHECK(admission_for_deadline(view, served) == admission::admit);
}

TEST_CASE("open work beyond what the measured rate can do makes intake wait, not end") {
  intake_view view = view_at(60);
  const pace rate_two = steady_pace(view.now, 1.0, 2);
  view.talking = 5;
  CHECK(admission_for_deadline(view, rate_two) == admission::admit);
  view.talking = 15;
  CHECK(admission_for_deadline(view, rate_two) == admission::wait);
  view.calls_of_talking = 75;  // nearly through
  CHECK(admission_for_deadline(view, rate_two) == admission::admit);
}

TEST_CASE("a judge that cannot keep up makes intake wait") {
  intake_view view = view_at(60);
  pace measured = steady_pace(view.now, 0.1, 100);
  for (int i = 0; i < 5; ++i) measured.judgement_ended(5);
  view.judges = 1;
  view.in_judge = 8;
  CHECK(admission_for_deadline(view, measured) == admission::admit);
  view.in_judge = 30;
  CHECK(admission_for_deadline(view, measured) == admission::wait);
  view.judges = 16;
  CHECK(admission_for_deadline(view, measured) == admission::admit);
}

TEST_CASE("replies that had to be asked for again lengthen the expected conversation") {
  pace measured;
  CHECK(measured.calls_with_reasks(6) == 6);
  measured.conversation_ended(6, 0);
  CHECK(measured.calls_with_reasks(6) == 6);
  measured.conversation_ended(8, 2);
  CHECK(measured.calls_with_reasks(6) > 6.8);
}

TEST_CASE("the rate is that of the latest calls, and the last iteration's is remembered") {
  const time_point now{seconds(1000)};
  pace measured = steady_pace(now, 1, 4);
  CHECK(std::abs(*measured.call_rate(now) - 4) < 0.1);
  CHECK_FALSE(measured.earlier_call_rate());
  measured.start_iteration(now);
  CHECK_FALSE(measured.call_rate(now));
  CHECK(*measured.earlier_call_rate() > 3.9);
}

TEST_CASE("without budgets everybody is let in") {
  budget_view view;
  view.total = {1'000'000, 1'000'000'000, 1e6};
  view.in_progress = 100'000;
  CHECK(admission_for_budget(view, {}).verdict == admission::admit);
}

TEST_CASE("before a few customers are done only a few are in progress under a budget") {
  loop_settings limits;
  limits.max_tokens = 1'000'000;
  budget_view view;
  view.in_progress = 7;
  CHECK(admission_for_budget(view, limits).verdict == admission::admit);
  view.in_progress = 8;
  CHECK(admission_for_budget(view, limits).verdict == admission::wait);
}

TEST_CASE("a customer is refused when the expected spend of all in progress reaches the budget") {
  loop_settings limits;
  limits.max_requests = 100;
  budget_view view;
  view.settled = 10;
  view.by_settled = {70, 7000, 0.7};  // seven requests each
  view.total = {75, 7500, 0.75};
  view.unsettled = {5, 500, 0.05};
  view.in_progress = 3;  // 70 + 4 * 7 = 98
  CHECK(admission_for_budget(view, limits).verdict == admission::admit);
  view.in_progress = 4;  // 70 + 5 * 7 = 105
  CHECK(admission_for_budget(view, limits).verdict == admission::refuse);
  CHECK(admission_for_budget(view, limits).reason == stop_reason::request_budget);

  limits = {};
  limits.max_tokens = 10'000;
  CHECK(admission_for_budget(view, limits).reason == stop_reason::token_budget);
  limits = {};
  limits.max_cost = 1.0;
  CHECK(admission_for_budget(view, limits).verdict == admission::refuse);
  CHECK(admission_for_budget(view, limits).reason == stop_reason::cost_budget);
}

TEST_CASE("a used-up budget refuses at once") {
  loop_settings limits;
  limits.max_tokens = 100;
  budget_view view;
  view.total.tokens = 100;
  CHECK(admission_for_budget(view, limits).verdict == admission::refuse);
}
