// Is what `parley load` reports true? Injected latencies, a known capacity, a stalled server.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "test/bench/load_canned.hpp"
#include "test/bench/load_process.hpp"
#include "test/bench/load_truth.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

constexpr int client_core = 0, server_core = 1;

double off(double reported, double truth) {
  return 100 * std::abs(reported / truth - 1);
}

std::vector<std::string> sim_command(const std::string& program, double time_scale, int rpm = 0) {
  return {program,        "sim",
          "--listen",     "127.0.0.1:0",
          "--time-scale", fmt::format("{}", time_scale),
          "--rpm",        fmt::format("{}", rpm),
          "--json"};
}

void compare(report& out, const std::string& name, const load_metric* seen,
             const std::vector<double>& truth, const char* what) {
  const auto add = [&](const char* stat, double reported, double wanted, double most) {
    out.add(name, fmt::format("{} {}, % off", what, stat), off(reported, wanted), most,
            goal::at_most);
  };
  if (seen == nullptr) {
    out.add(name, fmt::format("{} measured", what), 0, 1, goal::at_least);
    return;
  }
  add("mean", seen->mean, mean(truth), 2);
  add("p50", seen->p50, quantile(truth, 0.5), 2);
  add("p90", seen->p90, quantile(truth, 0.9), 2);
  add("p95", seen->p95, quantile(truth, 0.95), 2);
  add("p99", seen->p99, quantile(truth, 0.99), 5);
}

void latencies(report& out, const std::string& program, int streams, int requests,
               double time_scale) {
  const server_process server(sim_command(program, time_scale), server_core);
  const auto r = run_load(program, server,
                          {"--concurrency", fmt::format("{}", streams), "--requests",
                           fmt::format("{}", requests), "--warmup", streams > 1 ? "4s" : "0"},
                          client_core);
  const load_step& step = r.steps.at(0);
  const std::string name = fmt::format("{} stream{}", streams, streams == 1 ? "" : "s");
  // One request tried the target, and those of the warm-up came before the measured ones.
  const auto truth = injected_timings(1 + step.left_out, step.sent, time_scale);
  std::vector<double> first, whole, each, tokens;
  for (const injected& one : truth) {
    first.push_back(one.first_token);
    whole.push_back(one.end_to_end);
    each.push_back(one.per_token);
    tokens.push_back(static_cast<double>(one.output_tokens));
  }
  compare(out, name, step.metric("ttft"), first, "ttft");
  compare(out, name, step.metric("e2e"), whole, "e2e");
  compare(out, name, step.metric("tpot"), each, "tpot");
  out.add(name, "output tokens, % off",
          off(static_cast<double>(step.output_tokens), mean(tokens) * static_cast<double>(step.ok)),
          2, goal::at_most);
  if (streams == 1)
    out.add(name, "requests/s, % off", off(step.requests_per_sec, 1 / mean(whole)), 2,
            goal::at_most);
  out.add(name, "failed", static_cast<double>(step.failed), 0, goal::at_most);
  out.add(name, "client CPU, % of a core", 100 * step.health.cpu_share);
  out.add(name, "client lag p99, ms", 1000 * step.health.lag_p99);
}

/// 3,000 requests a minute are 50 a second; the bucket's first minute is used up before.
void capacity(report& out, const std::string& program) {
  const server_process server(sim_command(program, 0.02, 3000), server_core);
  const auto r = run_load(program, server,
                          {"--rate", "100", "--duration", "20s", "--warmup", "75s"}, client_core);
  const load_step& step = r.steps.at(0);
  out.add("capacity 50/s", "requests/s, % off", off(step.requests_per_sec, 50), 2, goal::at_most);
  out.add("capacity 50/s", "429 share, points off", 100 * std::abs(step.limited_share() - 0.5), 2,
          goal::at_most);
  out.add("capacity 50/s", "limit read, off",
          std::abs(static_cast<double>(r.requests_per_minute_seen) - 3000), 0, goal::at_most);
}

/// A bucket that hardly saves up: 95 % of the requests are good up to 50/0.95 a second.
void sweep(report& out, const std::string& program) {
  auto command = sim_command(program, 0.05, 3000);
  command.insert(command.end(), {"--set", "sim.burst_seconds=0.2"});
  const server_process server(command, server_core);
  const auto r = run_load(program, server,
                          {"--sweep", "--slo", "e2e:2s", "--duration", "5s", "--precision", "2%"},
                          client_core);
  out.add("sweep, capacity 50/s", "highest rate, % off",
          off(r.sweep ? r.sweep->highest_rate : 0, 50 / 0.95), 5, goal::at_most);
  out.add("sweep, capacity 50/s", "steps", static_cast<double>(r.steps.size()));
}

void fast(report& out, const std::string& program, const std::string& name,
          const std::vector<std::string>& command) {
  const server_process server(command, server_core);
  const double before = server.cpu_seconds();
  const auto r = run_load(program, server,
                          {"--rate", "5000", "--duration", "10s", "--no-stream", "--input-tokens",
                           "16", "--output-tokens", "16", "--max-in-flight", "512"},
                          client_core);
  const load_step& step = r.steps.at(0);
  const double served = static_cast<double>(step.ok + step.left_out);
  const bool judged = name == "5,000/s, canned";
  const auto add = [&](const char* what, double value, double target, goal way) {
    if (judged)
      out.add(name, what, value, target, way);
    else
      out.add(name, what, value);
  };
  add("requests/s", step.requests_per_sec, 4950, goal::at_least);
  add("client lag p99, ms", 1000 * step.health.lag_p99, 5, goal::at_most);
  const load_metric* lag = step.metric("lag");
  out.add(name, "client lag p99.9, ms", lag ? 1000 * lag->p999 : -1);
  out.add(name, "client CPU, % of a core", 100 * step.health.cpu_share);
  out.add(name, "client CPU, us a request",
          1e6 * step.health.cpu_share * step.measured / static_cast<double>(step.sent));
  out.add(name, "server CPU, us a request", 1e6 * (server.cpu_seconds() - before) / served);
  out.add(name, "e2e p99, ms", 1000 * step.metric("e2e")->p99);
}

/// Stopped for 2 s of every 10 s, like a machine that swaps or collects garbage.
void stalls(report& out, const std::string& program) {
  const server_process server(sim_command(program, 0.02), server_core);
  std::jthread stopper([pid = server.pid()](const std::stop_token& done) {
    const auto wait = [&](int tenths) {
      for (int i = 0; i < tenths && !done.stop_requested(); ++i) ::usleep(100'000);
    };
    while (!done.stop_requested()) {
      wait(80);
      ::kill(pid, SIGSTOP);
      wait(20);
      ::kill(pid, SIGCONT);
    }
  });
  const auto r =
      run_load(program, server,
               {"--rate", "200", "--duration", "30s", "--warmup", "1s", "--max-in-flight", "16"},
               client_core);
  stopper.request_stop();
  stopper.join();
  const load_step& step = r.steps.at(0);
  const load_metric &due = *step.metric("e2e"), &sent = *step.metric("e2e_sent");
  out.add("stalled 2 s of 10 s", "corrected p99, s", due.p99, 1.8, goal::at_least);
  out.add("stalled 2 s of 10 s", "uncorrected p99, s", sent.p99, 0.5, goal::at_most);
  out.add("stalled 2 s of 10 s", "unsent", static_cast<double>(step.unsent));
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  if (!given.rest.empty() && given.rest[0] == "--serve-canned") return serve_canned();
  const auto wanted = [&](std::string_view name) {
    return given.rest.empty() ||
           std::find(given.rest.begin(), given.rest.end(), name) != given.rest.end();
  };
  report out("load", given);
  if (wanted("one")) latencies(out, given.program, 1, 250, 0.2);
  if (wanted("thousand")) latencies(out, given.program, 1000, 6000, 2);
  if (wanted("capacity")) capacity(out, given.program);
  if (wanted("sweep")) sweep(out, given.program);
  if (wanted("canned")) fast(out, given.program, "5,000/s, canned", {argv[0], "--serve-canned"});
  if (wanted("sim")) fast(out, given.program, "5,000/s, simulator", sim_command(given.program, 0));
  if (wanted("stalls")) stalls(out, given.program);
  return out.finish();
}
