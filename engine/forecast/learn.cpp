#include "engine/forecast/learn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::forecast {
namespace {

constexpr std::size_t a_handful = 10;  // calls that say more than the prior does
constexpr std::size_t enough_talks = 20;
constexpr double least_doubt = 0.05;

struct role_sums {
  std::vector<double> tokens, first, each_token;
  double input = 0, input_bytes = 0, input_of_bytes = 0, cached = 0, output = 0, text = 0;
  std::size_t calls = 0, reasks = 0;
};

void add(role_sums& to, const call_sample& call, double scale) {
  ++to.calls;
  to.reasks += call.reask ? 1 : 0;
  to.tokens.push_back(static_cast<double>(call.output_tokens));
  to.input += static_cast<double>(call.input_tokens);
  to.cached += static_cast<double>(call.cached_tokens);
  to.output += static_cast<double>(call.output_tokens);
  to.text += static_cast<double>(call.text_bytes);
  if (call.input_bytes > 0) {
    to.input_bytes += static_cast<double>(call.input_bytes);
    to.input_of_bytes += static_cast<double>(call.input_tokens);
  }
  if (scale <= 0) return;  // nothing was waited for: it tells nothing of the time
  to.first.push_back(scale * call.first_token_sec);
  const double rest = std::max(0.0, call.latency_sec - call.first_token_sec);
  to.each_token.push_back(scale * rest / std::max(1.0, static_cast<double>(call.output_tokens)));
}

void learn_role(role_prior& role, role_sums& seen) {
  if (seen.calls < a_handful) return;
  role.calls = seen.calls;
  role.output_tokens = spread::of(std::move(seen.tokens));
  if (seen.input_bytes > 0) role.tokens_per_input_byte = seen.input_of_bytes / seen.input_bytes;
  if (seen.output > 0) role.bytes_per_output_token = seen.text / seen.output;
  if (seen.input > 0) role.cached_share = seen.cached / seen.input;
  const auto first_tries = static_cast<double>(seen.calls - seen.reasks);
  if (first_tries > 0) role.unusable = static_cast<double>(seen.reasks) / first_tries;
  if (seen.first.size() < a_handful) return;
  role.first_token = spread::of(std::move(seen.first));
  role.token_seconds = spread::of(std::move(seen.each_token));
  role.input_seconds = 0;  // it is in the measured times
}

void learn_talk(talk_prior& talk, std::span<const run_samples> runs) {
  std::array<double, 10> reached{}, silent{}, left{};
  std::size_t talks = 0;
  std::vector<int> planned;
  for (const run_samples& run : runs) {
    planned.insert(planned.end(), run.planned_turns.begin(), run.planned_turns.end());
    for (const talk_sample& one : run.talks) {
      if (one.end == "failed" || one.end == "invalid" || one.agent_turns < 1) continue;
      ++talks;
      const auto last = static_cast<std::size_t>(std::min(one.agent_turns, 10)) - 1;
      for (std::size_t turn = 0; turn <= last; ++turn) ++reached[turn];
      if (one.end == "silence") ++silent[last];
      if (one.end == "customer_left" || one.end == "repeated_negativity") ++left[last];
    }
  }
  if (!planned.empty()) {
    std::nth_element(planned.begin(), planned.begin() + static_cast<long>(planned.size() / 2),
                     planned.end());
    talk.planned_turns = planned[planned.size() / 2];
  }
  if (talks < enough_talks) return;
  talk.talks = talks;
  const double replies = std::accumulate(reached.begin(), reached.end(), 0.0);
  talk.silent_share = std::accumulate(silent.begin(), silent.end(), 0.0) / replies;
  for (std::size_t turn = 0; turn < reached.size(); ++turn) {
    if (reached[turn] < static_cast<double>(a_handful)) continue;
    talk.silent[turn] = silent[turn] / reached[turn];
    talk.leaves[turn] = left[turn] / reached[turn];
  }
}

}  // namespace

prior learn(prior before, std::span<const run_samples> runs, const settings& config,
            double time_scale) {
  std::array<role_sums, agent_role_count> seen;
  std::size_t calls = 0;
  for (const run_samples& run : runs) {
    const double scale =
        run.provider == "sim" ? (run.time_scale > 0 ? time_scale / run.time_scale : 0) : 1;
    for (const call_sample& call : run.calls) {
      const auto role = static_cast<std::size_t>(call.role);
      if (call.model != config.agents[role].model) continue;
      add(seen[role], call, scale);
      ++calls;
    }
  }
  for (std::size_t role = 0; role < seen.size(); ++role) learn_role(before.roles[role], seen[role]);
  learn_talk(before.talk, runs);
  // Told last counts: the newest run is the last.
  for (const run_samples& run : runs)
    for (const auto& [model, told] : run.limits) {
      service_limits& its = before.limits[model];
      if (told.requests_per_minute > 0) its.requests_per_minute = told.requests_per_minute;
      if (told.tokens_per_minute > 0) its.tokens_per_minute = told.tokens_per_minute;
    }
  if (calls < a_handful) return before;
  before.source = fmt::format("{} call{} of {} earlier run{}", calls, calls == 1 ? "" : "s",
                              runs.size(), runs.size() == 1 ? "" : "s");
  const double doubt = least_doubt + 1 / std::sqrt(static_cast<double>(calls));
  before.latency_doubt = std::min(before.latency_doubt, 0.05 + doubt);
  before.length_doubt = std::min(before.length_doubt, doubt);
  return before;
}

}  // namespace parley::forecast
