// The whole search on a small world of its own, whose truth is a table.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "base/random_stream.hpp"
#include "engine/truth/optimiser.hpp"
#include "profiles/generator.hpp"

using namespace parley;
using namespace parley::truth;

namespace {

const std::map<std::string, double> worth = {
    {"good A", 0.06}, {"good B", 0.05}, {"idle", 0}, {"bad", -0.07}};

struct tiny_world {
  double scale = 1;  // 0: no rule has an effect
  std::uint64_t seed = 1;

  double value(const arm& a) const {
    double sum = 0;
    for (const std::string& rule : a.rules) sum += scale * worth.at(rule);
    return sum;
  }
  trial_outcome hold(const trial& t, const arm& a) const {
    random_stream level(seed, std::to_string(t.customer), "level",
                        static_cast<std::uint64_t>(t.replicate));
    random_stream noise(seed, std::to_string(t.customer), "noise",
                        t.arm * 1000 + static_cast<std::size_t>(t.epoch * 10 + t.replicate));
    return {true, level.normal(0.5, 0.1) + value(a) + noise.normal(0, 0.04)};
  }
};

population people(std::size_t count) {
  const auto profiles = generate_profiles(count, 3);
  population out;
  for (const auto& p : profiles) out.cohorts.push_back(p.cohort);
  out.split = split_customers(profiles, {}, 1);
  out.shares = cohort_shares(profiles);
  return out;
}

plan base() {
  plan out;
  out.prompt_seed = "be honest";
  return out;
}

// Adds one rule to one cohort, going through all of them.
std::optional<plan> tuner(const ask_proposal& asked) {
  const char* texts[] = {"good A", "bad", "idle", "good B"};
  const int k = (asked.iteration - 1) * 3 + asked.number;
  plan out = asked.current;
  const cohort which = all_cohorts[static_cast<std::size_t>(k) % 4];
  const std::string text = texts[static_cast<std::size_t>(k / 4 + k) % 4];
  for (const cohort_rule& r : out.cohort_rules)
    if (r.cohort == which && r.text == text) return std::nullopt;
  out.prompt_seed = "forget honesty";  // a protected part: must not come through
  out.cohort_rules.push_back({"", which, text});
  return out;
}

struct played {
  optimiser search;
  std::size_t asked = 0;
};

played play(const tiny_world& world, optimiser_settings settings, std::size_t count = 300,
            bool reversed = false) {
  played out{optimiser(settings, people(count), base())};
  for (;;) {
    const optimiser_step step = out.search.next();
    if (std::holds_alternative<finished>(step)) return out;
    if (const auto* asked = std::get_if<ask_proposal>(&step)) {
      ++out.asked;
      out.search.proposed(tuner(*asked));
      continue;
    }
    std::vector<std::pair<trial, trial_outcome>> held;
    for (const trial& t : std::get<hold_trials>(step).trials)
      held.emplace_back(t, world.hold(t, out.search.arm_at(t.arm)));
    if (reversed) std::reverse(held.begin(), held.end());
    out.search.held(held);
  }
}

double true_gain(const tiny_world& world, const optimiser& search) {
  double out = 0;
  const auto shares = cohort_shares(generate_profiles(300, 3));
  for (std::size_t c = 0; c < 4; ++c)
    out += shares[c] * world.value(search.arm_at(search.champion()[c]));
  return out;
}

}  // namespace

TEST_CASE("good rules are found, bad ones left out, the report is about right") {
  int covered = 0;
  constexpr int worlds = 20;
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    const tiny_world world{1, seed};
    optimiser_settings settings;
    settings.seed = seed;
    const played p = play(world, settings);
    const double gain = true_gain(world, p.search);
    CHECK(gain > 0.02);
    CHECK(p.search.report().promoted);
    const auto& interval = p.search.report().interval;
    covered += interval.low <= gain && gain <= interval.high;
    CHECK(p.search.conversations() <= settings.budget);
    const plan champion = p.search.plan_for(p.search.champion());
    CHECK(champion.prompt_seed == "be honest");
    for (const cohort_rule& rule : champion.cohort_rules) CHECK(rule.text != "bad");
  }
  CHECK(covered >= 17);
}

TEST_CASE("in a flat world nothing is promoted, and the search ends well before its budget") {
  int promoted = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const tiny_world world{0, seed};
    optimiser_settings settings;
    settings.seed = seed;
    const played p = play(world, settings);
    promoted += p.search.champion() != p.search.baseline();
    CHECK(p.search.conversations() < settings.budget * 3 / 4);
    CHECK(p.search.why_ended().starts_with("nothing to gain here"));
  }
  CHECK(promoted <= 2);
}

TEST_CASE("no search asks for more than its budget, its gates for more than the run's error") {
  for (const std::size_t budget : {400u, 700u, 1100u, 3000u})
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      optimiser_settings settings;
      settings.seed = seed;
      settings.budget = budget;
      const played p = play({0.4, seed}, settings);
      CHECK(p.search.conversations() <= budget);
      double error = 0;
      for (const iteration_findings& one : p.search.findings()) error += one.gate_alpha;
      CHECK(error <= settings.alpha * 1.0001);
    }
}

TEST_CASE("a candidate that was refused is not asked about again, but at the very end") {
  const population who = people(300);
  int gates = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    optimiser_settings settings;
    settings.seed = seed;
    settings.patience = 5;
    const played p = play({0, seed}, settings);
    std::map<int, std::set<std::size_t>> asked;  // by iteration: the arms that deciders heard
    for (const auto& [held, outcome] : p.search.table().rows())
      if (who.split.of[held.customer] == part::selection) asked[held.epoch].insert(held.arm);
    std::set<std::size_t> refused;
    for (const iteration_findings& one : p.search.findings()) {
      if (!one.gate || &one == &p.search.findings().back()) continue;
      CHECK(asked[one.iteration] != refused);
      refused = asked[one.iteration];
      ++gates;
    }
  }
  CHECK(gates > 20);
}

TEST_CASE("the order in which results come in changes nothing") {
  optimiser_settings settings;
  const played a = play({1, 5}, settings), b = play({1, 5}, settings, 300, true);
  CHECK(a.search.plan_for(a.search.champion()) == b.search.plan_for(b.search.champion()));
  CHECK(a.search.report().gain.mean == b.search.report().gain.mean);
  CHECK(a.search.conversations() == b.search.conversations());
}

TEST_CASE("no report customer is ever met before the report") {
  optimiser_settings settings;
  const played p = play({1, 6}, settings);
  const population who = people(300);
  const int last = p.search.findings().back().iteration;
  for (const auto& [held, outcome] : p.search.table().rows())
    if (who.split.of[held.customer] == part::report) CHECK(held.epoch > last);
}

TEST_CASE("a handful of customers, a silent tuner, a tiny budget: an end, and no promotion") {
  for (const std::size_t count : {4u, 9u}) {
    optimiser_settings settings;
    settings.budget = 60;
    const played p = play({1, 7}, settings, count);
    CHECK(p.search.champion() == p.search.baseline());
  }
  optimiser silent({}, people(60), base());
  const tiny_world world;
  for (int guard = 0; guard < 1000; ++guard) {
    const optimiser_step step = silent.next();
    if (std::holds_alternative<finished>(step)) break;
    if (std::holds_alternative<ask_proposal>(step)) {
      silent.proposed(std::nullopt);
      continue;
    }
    std::vector<std::pair<trial, trial_outcome>> held;
    for (const trial& t : std::get<hold_trials>(step).trials)
      held.emplace_back(t, world.hold(t, silent.arm_at(t.arm)));
    silent.held(held);
  }
  CHECK(std::holds_alternative<finished>(silent.next()));
  CHECK_FALSE(silent.report().any);
}
