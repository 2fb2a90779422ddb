#include "test/bench/quota_play.hpp"

#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>

#include "engine/run.hpp"
#include "profiles/generator.hpp"
#include "test/bench/quota_bound.hpp"
#include "test/bench/quota_recorder.hpp"
#include "test/bench/quota_stage.hpp"
#include "test/bench/report.hpp"

namespace parley::bench {
namespace {

settings settings_for(const quota_regime& what, std::uint64_t seed) {
  settings config = settings::defaults();
  config.run.seed = seed;
  config.loop.max_iterations = 1;
  config.loop.min_iterations = 1;
  if (what.turns > 0) config.conversation.max_turns = what.turns;
  if (!what.order.empty()) config.quota.order = what.order;
  if (what.adjust) what.adjust(config);
  return config;
}

double thread_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_THREAD, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Requests granted while calls waited for quota, over all that the bucket had for us until then.
double quota_used(const quota_regime& what, const std::vector<double>& sent, double saturated,
                  double neighbour_rate) {
  if (what.quotas.empty() || saturated <= 0) return 0;
  const auto& policy = what.quotas.begin()->second;
  const double rate = static_cast<double>(policy.requests_per_minute) / 60 - neighbour_rate;
  if (rate <= 0) return 0;
  const auto until = [&](double t) { return t <= saturated + 1e-9; };
  const auto calls = static_cast<double>(std::count_if(sent.begin(), sent.end(), until));
  const double burst = static_cast<double>(policy.requests_per_minute) / 60 * policy.burst_seconds;
  return calls / (burst + rate * saturated);
}

void measure_storm(const quota_regime& what, const ledger_facts& books, quota_outcome& out) {
  if (what.storm_s <= 0) return;
  const double end = what.storm_from_s + what.storm_s;
  double before = 0;
  for (const auto& event : books.events) {
    constexpr double settled = 10;  // the burst is used up by then
    if (event.granted && event.at > settled && event.at <= what.storm_from_s) ++before;
    if (event.at >= end && event.at < end + 1) ++out.after_storm;
  }
  out.steady_rate = before / (what.storm_from_s - 10);
}

void measure_balance(const quota_regime& what, const ledger_facts& books, double round_trip,
                     quota_outcome& out) {
  if (what.balance_ends_s <= 0) return;
  double first = -1;
  for (const auto& event : books.events) {
    if (event.fault && first < 0) first = event.at;
    if (first >= 0 && event.at > first + round_trip) ++out.after_refusal;
  }
}

/// Why customers have no score, as the record says it; ids and numbers of a call differ.
void explain_losses(const run_record& record, quota_outcome& out) {
  const auto count = [&](std::string_view why) {
    constexpr std::size_t enough = 70;
    ++out.lost_because[std::string(why.substr(0, enough))];
  };
  for (const iteration_record& it : record.iterations) {
    for (const auto& talk : it.conversations)
      if (!talk.scorable()) count(talk.detail.empty() ? to_string(talk.end) : talk.detail);
    for (const auto& verdict : it.judgements)
      if (!verdict.value) count(verdict.unscored_reason);
  }
}

struct played_run {
  run_record record;
  std::exception_ptr error;
};

asio::awaitable<run_record> execute(run& subject, quota_stage& stage) {
  run_record record = co_await subject.execute();
  stage.engine_done();
  co_return record;
}

}  // namespace

quota_outcome play_regime(const quota_regime& what, play_level level, std::uint64_t seed) {
  const prompt_library prompts = prompt_library::load("es", "").value();
  const settings config = settings_for(what, seed);
  const double cpu_before = thread_cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  auto stage = make_stage(what, config, level, seed);
  call_recorder recorder(stage->llm(), stage->clock(), [&](const std::string& model) {
    const auto found = what.quotas.find(model);
    return found == what.quotas.end() || found->second.refund;
  });
  run_observer silent;
  played_run played;
  {
    run_inputs inputs{config,         generate_profiles(what.customers, seed),
                      prompts,        recorder,
                      stage->clock(), silent,
                      "bench",        "sim",
                      "generated"};
    run subject(std::move(inputs));
    asio::co_spawn(stage->context(), execute(subject, *stage),
                   [&](std::exception_ptr error, run_record done) {
                     played.error = error;
                     played.record = std::move(done);
                   });
    stage->run();
  }
  if (played.error) std::rethrow_exception(played.error);
  ledger_facts books = stage->books();
  books.charged = static_cast<std::int64_t>(static_cast<double>(books.charged) *
                                            recorder.charged_before_checks());

  quota_outcome out;
  out.cpu_seconds = thread_cpu_seconds() - cpu_before;
  out.wall_seconds = seconds_since(begun);
  out.makespan = recorder.makespan();
  out.checks = recorder.checks();
  const double neighbour = what.neighbour > 0 ? static_cast<double>(books.neighbour_granted) /
                                                    std::max(1.0, out.makespan)
                                              : 0;
  const makespan_bound bound = bound_of(what, recorder.chains(), books);
  out.bound = bound.seconds;
  out.oracle = oracle_of(what, recorder.chains(), books);
  out.term = bound.binding_term;
  out.granted = books.granted;
  out.refused = books.refused;
  for (const auto& event : books.events)
    if (event.ours && !event.granted && !event.fault) out.refused_at.push_back(event.at);
  out.faults = books.faults;
  out.used = quota_used(what, recorder.sent_at(), recorder.saturated(), neighbour);
  std::size_t scored = 0;
  for (const iteration_record& it : played.record.iterations) scored += it.report.all.n;
  std::size_t unusable = 0;  // what the model said twice and no schedule can mend
  for (const iteration_record& it : played.record.iterations)
    for (const cohort_summary& cohort : it.report.cohorts) unusable += cohort.invalid;
  out.lost = what.customers - scored - unusable;
  explain_losses(played.record, out);
  out.stopped = played.record.stopped;
  measure_storm(what, books, out);
  constexpr double round_trip = 3;  // seconds; longer than nearly every call
  measure_balance(what, books, round_trip, out);
  return out;
}

}  // namespace parley::bench
