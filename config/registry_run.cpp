// [run], [loop], [conversation].
#include "config/clock_time.hpp"
#include "config/row_makers.hpp"

namespace parley {
using namespace std::chrono_literals;
using rows::at;

void add_run_rows(std::vector<setting_row>& all) {
  const auto add = [&](setting_row row) { all.push_back(std::move(row)); };
  constexpr auto run = &settings::run;
  add(rows::text("run.profiles", at(run, &run_settings::profiles), "a folder", "a folder's path",
                 nullptr, "folder of customer profiles; empty: the 52 sample customers"));
  add(rows::text(
      "run.output", at(run, &run_settings::output), "a folder", "a folder's path, not empty",
      [](const std::string& s) { return !s.empty(); }, "folder for results, created when missing"));
  add(rows::choice("run.provider", at(run, &run_settings::provider), {"", "sim", "openai"},
                   "who plays the models; empty: openai when a key is set, else sim"));
  add(rows::choice("run.language", at(run, &run_settings::language), {"es", "en"},
                   "language of prompts and sample texts"));
  add(rows::text("run.prompts", at(run, &run_settings::prompts), "a folder", "a folder's path",
                 nullptr, "folder of prompts that replace the compiled-in ones; empty: none"));
  add(rows::integer("run.seed", at(run, &run_settings::seed), 0, INT64_MAX,
                    "seed of the engine's random choices"));
  add(rows::boolean("run.skip_invalid", at(run, &run_settings::skip_invalid),
                    "go on without profile files that have problems"));
  add(rows::boolean("run.csv", at(run, &run_settings::csv), "also write CSV files"));
  add(rows::choice("run.journal", at(run, &run_settings::journal), {"durable", "fast", "none"},
                   "what is recorded of calls: durable waits for the disk before each, fast does "
                   "not, none keeps nothing and cannot go on after a kill"));
  add(rows::boolean("run.reproducible", at(run, &run_settings::reproducible),
                    "leave measured times out of files: one seed, the same bytes"));

  constexpr auto loop = &settings::loop;
  add(rows::integer("loop.max_iterations", at(loop, &loop_settings::max_iterations), 1, 1000,
                    "stop after this many iterations"));
  add(rows::integer("loop.min_iterations", at(loop, &loop_settings::min_iterations), 1, 1000,
                    "convergence is not tested before; at most max_iterations, and follows it "
                    "down where a stronger source lowers that"));
  add(rows::number("loop.convergence_threshold", at(loop, &loop_settings::convergence_threshold), 0,
                   1, "a smaller change of the LTV ratio counts as converged"));
  add(rows::duration("loop.iteration_deadline", at(loop, &loop_settings::iteration_deadline), 1s,
                     24h, "an iteration is planned to end within this"));
  add(rows::duration("loop.time_budget", at(loop, &loop_settings::time_budget), 0s, 720h,
                     "the whole run may take this long; 0: no limit"));
  add(rows::integer("loop.max_tokens", at(loop, &loop_settings::max_tokens), 0, 1'000'000'000'000,
                    "tokens that the whole run may use; 0: no limit"));
  add(rows::number("loop.max_cost", at(loop, &loop_settings::max_cost), 0, 1e9,
                   "what the whole run may cost, in the currency of [prices]; 0: no limit"));
  add(rows::integer("loop.max_requests", at(loop, &loop_settings::max_requests), 0,
                    1'000'000'000'000, "calls that the whole run may make; 0: no limit"));
  add(rows::text(
      "loop.until", at(loop, &loop_settings::until), "a time",
      "a time such as \"18:30\" (today or tomorrow, local), \"2026-11-22T18:30\", "
      "\"2026-11-22T17:30Z\" or \"+90m\" (from now)",
      [](const std::string& s) { return s.empty() || parse_clock_time(s).has_value(); },
      "the run stops at this time of day or date; empty: no limit"));

  constexpr auto talk = &settings::conversation;
  add(rows::integer("conversation.max_turns", at(talk, &talk_settings::max_turns), 1, 10,
                    "agent messages in one conversation"));
  add(rows::integer("conversation.negative_replies_to_stop",
                    at(talk, &talk_settings::negative_replies_to_stop), 1, 10,
                    "negative replies in a row that end a conversation"));
  add(rows::number("conversation.negative_below", at(talk, &talk_settings::negative_below), -1, 0,
                   "a reply's sentiment below this is negative"));
  add(rows::live(rows::integer("conversation.max_open", at(talk, &talk_settings::max_open), 1,
                               100'000, "conversations open at once")));
  add(rows::integer("conversation.judge_queue", at(talk, &talk_settings::judge_queue), 1, 100'000,
                    "finished conversations that may wait for the judge"));
  add(rows::live(rows::integer("conversation.judges", at(talk, &talk_settings::judges), 1, 10'000,
                               "judge calls at once")));
}

}  // namespace parley
