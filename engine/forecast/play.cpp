#include "engine/forecast/play.hpp"

#include <boost/asio/co_spawn.hpp>

#include "base/task_group.hpp"
#include "base/virtual_clock.hpp"
#include "engine/cost.hpp"
#include "engine/forecast/service.hpp"
#include "engine/run.hpp"
#include "net/openai_calls.hpp"

namespace parley::forecast {
namespace {

amount amount_of(const cohort_report& report, const settings& config) {
  amount out;
  for (const role_spend& role : report.spend) {
    out.input_tokens += static_cast<double>(role.usage.input);
    out.cached_tokens += static_cast<double>(role.usage.cached_input);
    out.output_tokens += static_cast<double>(role.usage.output);
  }
  out.calls = static_cast<double>(total_calls(report.spend));
  out.requests = static_cast<double>(total_requests(report.spend));
  out.cost = cost_of(report.spend, config).amount;
  out.seconds = report.wall_sec;
  return out;
}

settings config_for(const play_inputs& in) {
  settings out = in.config;
  out.loop.max_iterations = in.iterations;
  out.loop.min_iterations = in.iterations;
  out.loop.until.clear();
  out.run.journal = "none";
  out.run.reproducible = false;
  return out;
}

asio::awaitable<void> execute(run& subject, std::optional<run_record>& out) {
  run_record record = co_await subject.execute();
  out.emplace(std::move(record));
}

}  // namespace

amount& amount::operator+=(const amount& other) {
  calls += other.calls;
  requests += other.requests;
  input_tokens += other.input_tokens;
  cached_tokens += other.cached_tokens;
  output_tokens += other.output_tokens;
  cost += other.cost;
  seconds += other.seconds;
  return *this;
}

amount played_run::total() const {
  amount out;
  for (const played_iteration& one : iterations) out += one.took;
  return out;
}

played_run play(const play_inputs& in) {
  const settings config = config_for(in);
  asio::io_context context;
  virtual_clock clock(context);
  service provider(clock, in.belief, in.seed);
  openai_calls llm(context.get_executor(), clock, provider.make_client(), provider.make_codec(),
                   openai_provider_settings::from(config));
  run_observer nobody;
  run_inputs inputs{config, in.profiles, in.prompts, llm, clock, nobody};
  inputs.tune_after_last = in.tune_after_last;
  if (in.until) inputs.must_end = clock.now() + std::chrono::duration_cast<duration>(*in.until);
  std::optional<run_record> record;
  {
    run subject(std::move(inputs));
    task_group tasks(context.get_executor());
    tasks.spawn(execute(subject, record));
    clock.run();
  }
  played_run out;
  if (!record) return out;
  // What the drawn scores say of the gain means nothing: whether it stops nobody can know before.
  const bool of_gain = record->stopped == stop_reason::converged;
  out.stopped = of_gain ? stop_reason::max_iterations : record->stopped;
  if (out.stopped != stop_reason::max_iterations) out.stop_detail = record->stop_detail;
  for (const iteration_record& each : record->iterations) {
    played_iteration one;
    one.took = amount_of(each.report, config);
    one.binds = each.binding_term;
    one.customers = each.conversations.size();
    one.left_out = each.left_out;
    out.iterations.push_back(std::move(one));
  }
  return out;
}

}  // namespace parley::forecast
