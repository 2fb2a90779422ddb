// One simulated run: what is drawn from a seed, how it is run, what came out.
#pragma once

#include <optional>

#include "config/settings.hpp"
#include "engine/events.hpp"
#include "test/sim/logging_provider.hpp"
#include "test/sim/network.hpp"
#include "test/sim/scripted_provider.hpp"

namespace parley::test {

struct scenario {
  std::uint64_t seed = 0;
  settings config;
  std::size_t customers = 20;
  provider_script script;                 ///< who answers, unless there is a network
  std::optional<network_script> network;  ///< production's provider against the simulated service
  std::optional<double> stop_at, second_stop_at;  ///< seconds after the start
  std::optional<double> narrow_at;                ///< a live change of the limits then
  std::optional<double> pause_at;                 ///< everything stands still from then on
  double pause_for = 0;                           ///< seconds
  bool tune_after_last = false;
  std::optional<plan> start_plan;
  int first_iteration = 1;
  bool reverse_profiles = false;  ///< must make no difference

  std::string text() const;  ///< one line for people
};

/// Swarm: each seed switches each kind of fault and limit on or off by itself.
scenario draw_scenario(std::uint64_t seed);

/// The same for the whole way to the provider: quotas, its faults, its connections. `bytes`: at
/// connection level.
scenario draw_network_scenario(std::uint64_t seed, bool bytes);

/// A scenario without faults and limits, for directed tests.
scenario plain_scenario(std::size_t customers, std::uint64_t seed = 1);

/// What an observer saw, to check the record against.
struct observed_events {
  int runs_started = 0, runs_finished = 0;
  int iterations_started = 0, iterations_finished = 0, prompts_recorded = 0;
  int conversations_ended = 0, judged = 0, turns = 0, settings_changed = 0;
  std::size_t most_in_progress = 0;  ///< customers that had a turn and were not done yet
  std::vector<std::string> notices;
};

struct outcome {
  bool finished = false;  ///< false: the loop fell silent before the run had ended
  run_record record;
  provider_log log;
  std::map<std::string, double> drawn_talk, drawn_judge;  ///< of the script, by iteration/customer
  network_books books;  ///< the service's own; empty without a network
  observed_events events;
  int left_in_flight = 0;
  std::size_t left_waiting = 0;                  ///< waits on the clock when all was over
  std::optional<time_point> stopped_at;          ///< of the first stop()
  std::optional<time_point> began_at, ended_at;  ///< of the run
  std::optional<double> second_stop_to_end;      ///< seconds
};

outcome play(const scenario& what);

/// The record as JSON, without wall-clock stamps: equal for equal seeds.
std::string stable_text(run_record record);

}  // namespace parley::test
