// The promotion gate: who passes, who does not, and how often it errs.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/random_stream.hpp"
#include "engine/truth/gate.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::array<double, 4> shares = {0.18, 0.22, 0.35, 0.25};
constexpr arm_set champion = {0, 1, 2, 3}, challenger = {4, 5, 6, 7};

std::array<std::vector<std::size_t>, 4> customers(std::size_t count) {
  std::array<std::vector<std::size_t>, 4> out;
  std::size_t id = 0;
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t i = 0; i < static_cast<std::size_t>(shares[c] * static_cast<double>(count));
         ++i)
      out[c].push_back(id++);
  return out;
}

// Rewards with a customer's own level; the challenger's arms gain `gain[c]`.
// Conversations of one customer differ by `noise_sd` under each prompt.
gate played(std::array<double, 4> gain, std::uint64_t seed, std::size_t count = 120,
            gate_rules rules = {}, arm_set against = challenger, double noise_sd = 0.06,
            std::size_t* spent = nullptr) {
  gate out(champion, against, customers(count), shares, 1, rules);
  trial_table table;
  while (!out.done()) {
    const auto wanted = table.missing(out.wanted());
    if (spent) *spent += wanted.size();
    for (const trial& t : wanted) {
      random_stream level(seed, std::to_string(t.customer), "level");
      random_stream noise(seed, std::to_string(t.customer), "noise",
                          t.arm * 100 + static_cast<std::size_t>(t.replicate));
      const double extra = t.arm >= 4 ? gain[t.arm - 4] : 0;
      table.record(t, {true, level.normal(0.5, 0.12) + extra + noise.normal(0, noise_sd)});
    }
    out.advance(table);
  }
  return out;
}

}  // namespace

TEST_CASE("a real gain is promoted, and early") {
  std::size_t spent = 0;
  const gate g = played({0.08, 0.08, 0.08, 0.08}, 1, 120, {}, challenger, 0.06, &spent);
  CHECK(g.result() == gate_verdict::promoted);
  CHECK(g.winner() == challenger);
  CHECK(spent < 2 * 120);  // not all looks were needed
  CHECK_THAT(g.reason(), ContainsSubstring("promoted") && ContainsSubstring("selection customers"));
}

TEST_CASE("no gain is promoted at most as often as stated") {
  int promoted = 0, carelessly = 0;
  constexpr int worlds = 600;
  gate_rules rules, careless;
  rules.alpha = 0.05;
  careless.alpha = 0.6;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    const gate_verdict v = played({0, 0, 0, 0}, w, 120, rules).result();
    promoted += v == gate_verdict::promoted || v == gate_verdict::partly;
    carelessly += played({0, 0, 0, 0}, w, 120, careless).result() != gate_verdict::refused;
  }
  CHECK(promoted <= 0.05 * worlds);
  CHECK(carelessly > 2 * promoted);  // the level is what keeps it
}

TEST_CASE("a cohort that is harmed is not promoted, whatever the others gain") {
  int let_through = 0, others_kept = 0;
  constexpr int worlds = 300;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    const gate g = played({0.1, 0.1, 0.1, -0.05}, w);
    let_through += g.winner()[3] == challenger[3];
    others_kept += g.winner()[2] == challenger[2];
  }
  CHECK(let_through <= 0.05 * worlds);
  CHECK(others_kept > 0.9 * worlds);  // those that are better by themselves still are
  CHECK_THAT(played({0.1, 0.1, 0.1, -0.05}, 3).reason(), ContainsSubstring("alone"));
}

TEST_CASE("cohorts with the same arm need no conversation and cannot be harmed") {
  arm_set one = champion;
  one[2] = challenger[2];
  const gate g(champion, one, customers(120), shares, 1, {});
  CHECK_FALSE(g.touched(cohort::vocal_satisfied));
  for (const trial& t : g.wanted()) CHECK((t.arm == 2 || t.arm == 6));
  CHECK(played({0, 0, 0.1, 0}, 4, 120, {}, one).result() == gate_verdict::promoted);
}

TEST_CASE("the same prompt is refused without a conversation") {
  const gate g(champion, champion, customers(50), shares, 1, {});
  CHECK(g.done());
  CHECK(g.wanted().empty());
  CHECK(g.result() == gate_verdict::refused);
}

TEST_CASE("identical rewards, or a handful of customers, promote nothing") {
  CHECK(played({0.1, 0.1, 0.1, 0.1}, 1, 120, {}, challenger, 0).result() != gate_verdict::open);
  const gate few = played({0.03, 0.03, 0.03, 0.03}, 2, 8);
  CHECK(few.result() == gate_verdict::refused);
  CHECK_THAT(few.reason(), ContainsSubstring("refused"));
}

TEST_CASE("a flat comparison ends before all customers are used") {
  std::size_t spent = 0;
  gate_rules rules;
  rules.futile_gain = 0.02;
  const gate g = played({-0.01, -0.01, -0.01, -0.01}, 5, 300, rules, challenger, 0.06, &spent);
  CHECK(g.result() == gate_verdict::refused);
  CHECK(g.futile());
  CHECK(spent < 2 * 297);
}

TEST_CASE("a close call goes on with more conversations of the same customers") {
  gate_rules once, more;
  more.most_replicates = 4;
  once.alpha = more.alpha = 0.0167;
  std::size_t decided_once = 0, decided = 0, wrong = 0;
  std::size_t spent_once = 0, spent = 0, spent_null = 0;
  constexpr std::size_t worlds = 200;
  const std::array<double, 4> small = {0.02, 0.02, 0.02, 0.02};
  for (std::uint64_t w = 0; w < worlds; ++w) {
    const auto promoted = [](const gate& g) { return g.result() == gate_verdict::promoted; };
    decided_once += promoted(played(small, w, 120, once, challenger, 0.06, &spent_once));
    decided += promoted(played(small, w, 120, more, challenger, 0.06, &spent));
    wrong += played({0, 0, 0, 0}, w, 120, more, challenger, 0.06, &spent_null).result() !=
             gate_verdict::refused;
  }
  CHECK(10 * decided_once < 7 * worlds);
  CHECK(100 * decided > 100 * decided_once + 15 * worlds);
  CHECK(spent > spent_once);
  CHECK(20 * wrong <= worlds);
  CHECK(10 * spent_null < 13 * worlds * 2 * 119);  // where nothing is near, nothing is spent
}

TEST_CASE("a gate that may go on says how often each customer was talked to") {
  gate_rules rules;
  rules.most_replicates = 3;
  for (std::uint64_t w = 0; w < 50; ++w) {
    std::size_t spent = 0;
    const gate g = played({0.02, 0.02, 0.02, 0.02}, w, 120, rules, challenger, 0.06, &spent);
    CHECK(spent <= 3 * 2 * 119);
    if (spent > 2 * 119) {
      CHECK_THAT(g.reason(), ContainsSubstring("times each"));
      return;
    }
  }
  FAIL("no close call in 50 worlds");
}
