// What a call costs the client over TLS, beside wrk and, with --node, the official Node SDK.
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <filesystem>

#include "base/task_group.hpp"
#include "net/openai_calls.hpp"
#include "test/bench/report.hpp"
#include "test/bench/transport_peers.hpp"
#include "test/bench/transport_server.hpp"

using namespace parley;

namespace {

constexpr int measured_s = 4;

double own_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Not what is resident: an earlier measurement's pages would serve the next one.
double heap_kb() {
  const auto now = ::mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd) / 1024;
}

struct measurement {
  double cpu_us = 0, added_p99_ms = 0, calls_per_s = 0, memory_kb = 0, opened_per_1000 = 0;
  std::int64_t failed = 0;
};

/// `in_flight` calls all the time, through the whole provider: governor, codec, pool, TLS.
class closed_loop {
 public:
  closed_loop(const bench::model_process& server, int in_flight, bool stream)
      : in_flight_(in_flight),
        clock_(make_system_clock(context_)),
        tasks_(context_.get_executor()) {
    openai_provider_settings chosen;
    chosen.endpoint.base_url = server.base_url();
    chosen.api_key = "sk-none";
    chosen.transport.stream = stream;
    model_limits limits;
    limits.requests_per_minute = 10'000'000;
    limits.tokens_per_minute = 10'000'000'000;
    limits.in_flight = in_flight;
    chosen.limits_source.limits["gpt-4.1-mini"] = limits;
    http::client_settings connection;
    connection.where = http::parse_origin(server.base_url()).value();
    connection.ca_pem = server.ca_pem();
    connection.transport = chosen.transport;
    auto client = http::client::create(context_, *clock_, std::move(connection)).value();
    client_ = client.get();
    provider_ =
        std::make_unique<openai_calls>(context_.get_executor(), *clock_, std::move(client),
                                       wire::make_codec("responses").value(), std::move(chosen));
    for (int i = 0; i < 40; ++i)
      asked_.instructions += "You are a customer of a car dealer and answer. ";
    asked_.role = agent_role::customer;
    asked_.model = "gpt-4.1-mini";
    asked_.input = {{speaker::user, "hola"}};
  }

  measurement run() {
    const double before_kb = heap_kb();
    for (int i = 0; i < in_flight_; ++i) tasks_.spawn(work());
    asio::co_spawn(context_, conduct(before_kb), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
    context_.run();
    return result_;
  }

 private:
  asio::awaitable<void> work() {
    while (!over_) {
      const auto begun = clock_->now();
      auto reply = co_await provider_->complete(asked_, begun + std::chrono::minutes(1));
      if (!measuring_) continue;
      if (!reply) {
        ++result_.failed;
        continue;
      }
      const double took = std::chrono::duration<double, std::milli>(clock_->now() - begun).count();
      added_ms_.push_back(took - std::stod(reply->response_id.substr(5)) / 1000);
    }
  }

  asio::awaitable<void> conduct(double before_kb) {
    co_await clock_->sleep_for(std::chrono::seconds(2));  // connecting, growing of the window
    measuring_ = true;
    const double cpu = own_cpu_s();
    co_await clock_->sleep_for(std::chrono::seconds(measured_s));
    measuring_ = false;
    const auto calls = static_cast<double>(added_ms_.size());
    result_.cpu_us = 1e6 * (own_cpu_s() - cpu) / calls;
    result_.calls_per_s = calls / measured_s;
    result_.memory_kb = (heap_kb() - before_kb) / in_flight_;
    const auto all = static_cast<double>(provider_->states().front().calls);
    result_.opened_per_1000 = 1000 * static_cast<double>(client_->counters().opened) / all;
    const auto p99 = added_ms_.begin() + static_cast<std::ptrdiff_t>(calls * 0.99);
    std::nth_element(added_ms_.begin(), p99, added_ms_.end());
    result_.added_p99_ms = *p99;
    over_ = true;
    co_await tasks_.join();
  }

  int in_flight_;
  asio::io_context context_;
  std::unique_ptr<clock_source> clock_;
  http::client* client_ = nullptr;
  std::unique_ptr<openai_calls> provider_;
  task_group tasks_;
  chat_request asked_;
  bool measuring_ = false, over_ = false;
  std::vector<double> added_ms_;
  measurement result_;
};

/// So slow that the server's core is not what is measured: about 1,500 calls a second.
std::chrono::microseconds think_for(int in_flight) {
  return std::chrono::microseconds(in_flight * 1'000'000LL / 1'500);
}

void measure_ours(bench::report& out, int in_flight, bool stream) {
  const bench::model_process server(think_for(in_flight));
  const auto got = closed_loop(server, in_flight, stream).run();
  const auto name = fmt::format("{} in flight{}", in_flight, stream ? ", streamed" : "");
  if (stream)
    out.add(name, "CPU us a call", got.cpu_us);
  else
    out.add(name, "CPU us a call", got.cpu_us, 100, bench::goal::at_most);
  out.add(name, "calls a second", got.calls_per_s);
  out.add(name, "added latency p99 ms", got.added_p99_ms);
  out.add(name, "memory KB a call", got.memory_kb);
  out.add(name, "connections per 1000 calls", got.opened_per_1000);
  out.add(name, "failed", static_cast<double>(got.failed), 0, bench::goal::at_most);
  if (const auto peer = bench::measure_wrk(server, in_flight, measured_s, stream)) {
    out.add(name, "wrk CPU us a call", peer->cpu_us_per_call);
    out.add(name, "wrk calls a second", peer->calls_per_s);
  }
}

void measure_node(bench::report& out, int workers, const std::string& folder) {
  const bench::model_process server(std::chrono::milliseconds(50));
  const auto ours = closed_loop(server, workers, false).run();
  const auto node = bench::measure_node_sdk(server, workers, measured_s, folder);
  const auto name = fmt::format("Node SDK, {} workers", workers);
  if (!node) return out.add(name, "not measured: node, npm or the package is missing", 0);
  out.add(name, "CPU us a call", node->cpu_us_per_call);
  out.add(name, "calls a second", node->calls_per_s);
  out.add(name, "added latency p99 ms", node->added_p99_ms);
  out.add(name, "ours, CPU us a call", ours.cpu_us);
  out.add(name, "ours, added latency p99 ms", ours.added_p99_ms);
  out.add(name, "CPU ratio, SDK / ours", node->cpu_us_per_call / ours.cpu_us);
}

}  // namespace

int main(int argc, char** argv) {
  const auto given = bench::parse_arguments(argc, argv);
  const auto asked = [&](std::string_view option) {
    return std::find(given.rest.begin(), given.rest.end(), option) != given.rest.end();
  };
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  bench::report out("transport", given);
  for (const int in_flight : {200, 1000})
    for (const bool stream : {false, true})
      if (!asked("--node-only") && (stream || !asked("--streamed-only")))
        measure_ours(out, in_flight, stream);
  const auto folder = std::filesystem::temp_directory_path() / "parley-bench-transport" / "node";
  for (const int workers : {20, 100})
    if (asked("--node") || asked("--node-only")) measure_node(out, workers, folder.string());
  return out.finish();
}
