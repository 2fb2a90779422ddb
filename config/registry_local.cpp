// [sim], [sim.latency."<model>"], [display].
#include "config/row_makers.hpp"

namespace parley {
using namespace std::chrono_literals;
using rows::at;
namespace {

template <class Member>
auto of_latency(Member sim_latency::* member) {
  return [=](auto& all, const std::string& model) -> auto& {
    return all.sim.latency.at(model).*member;
  };
}

void add_latency_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  using fields = sim_latency;
  add(rows::duration("sim.latency.<model>.first_token", of_latency(&fields::first_token), 0ms,
                     10min, "median; 0: as the model's catalogue entry says"));
  add(rows::number("sim.latency.<model>.tokens_per_second", of_latency(&fields::tokens_per_second),
                   0, 100'000, "median; 0: as the model's catalogue entry says"));
  add(rows::number("sim.latency.<model>.first_token_spread",
                   of_latency(&fields::first_token_spread), 0, 3, "sigma of the log-normal"));
  add(rows::number("sim.latency.<model>.speed_spread", of_latency(&fields::speed_spread), 0, 3,
                   "sigma of the log-normal"));
  add(rows::number("sim.latency.<model>.stragglers", of_latency(&fields::stragglers), 0, 1,
                   "share of calls whose first token comes very late"));
  add(rows::number("sim.latency.<model>.straggler_factor", of_latency(&fields::straggler_factor), 4,
                   1'000, "how late at most: the first token takes 4 to this many times as long"));
}

}  // namespace

void add_local_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  constexpr auto sim = &settings::sim;
  add(rows::integer("sim.seed", at(sim, &sim_settings::seed), 0, INT64_MAX,
                    "seed of the simulated customers' hidden world"));
  add(rows::choice("sim.world", at(sim, &sim_settings::world),
                   {"W0", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9"},
                   "kind of world: W0 nothing works, W1 standard, W2 to W9 harder ones"));
  add(rows::number("sim.time_scale", at(sim, &sim_settings::time_scale), 0, 100,
                   "1: as slow as a real service; 0: answers at once"));
  add(rows::integer("sim.requests_per_minute", at(sim, &sim_settings::requests_per_minute), 0,
                    10'000'000, "limit it enforces for each model; 0: none"));
  add(rows::integer("sim.tokens_per_minute", at(sim, &sim_settings::tokens_per_minute), 0,
                    10'000'000'000, "limit it enforces for each model; 0: none"));
  add(rows::number("sim.burst_seconds", at(sim, &sim_settings::burst_seconds), 0.1, 3'600,
                   "seconds of refill that a full bucket holds: how much may come at once"));
  add(rows::boolean("sim.refund_output", at(sim, &sim_settings::refund_output),
                    "output tokens that were reserved and not used go back when a call ends"));
  add(rows::boolean("sim.show_limits", at(sim, &sim_settings::show_limits),
                    "tell clients their limits in x-ratelimit headers"));
  add(rows::boolean("sim.refuse_in_stream", at(sim, &sim_settings::refuse_in_stream),
                    "a call that wants a stream is refused inside it, on HTTP 200"));
  add(rows::text("sim.lexicon", at(sim, &sim_settings::lexicon), "a file", "a file's path", nullptr,
                 "word list of the hidden world; empty: the compiled one"));
  add(rows::choice("sim.tuner", at(sim, &sim_settings::tuner), {"sensible", "useless", "harmful"},
                   "how the prompt tuner is played; the last two are for tests of the loop"));
  add_latency_rows(all);

  constexpr auto display = &settings::display;
  add(rows::choice("display.color", at(display, &display_settings::color),
                   {"auto", "always", "never"}, "NO_COLOR wins over auto"));
  add(rows::choice("display.progress", at(display, &display_settings::progress),
                   {"auto", "always", "never"},
                   "the moving progress display; auto: on a terminal"));
}

}  // namespace parley
