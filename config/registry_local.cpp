// [sim], [display].
#include "config/row_makers.hpp"

namespace parley {
using rows::at;

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

  constexpr auto display = &settings::display;
  add(rows::choice("display.color", at(display, &display_settings::color),
                   {"auto", "always", "never"}, "NO_COLOR wins over auto"));
  add(rows::choice("display.progress", at(display, &display_settings::progress),
                   {"auto", "always", "never"},
                   "the moving progress display; auto: on a terminal"));
}

}  // namespace parley
