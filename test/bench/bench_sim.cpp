// The simulated provider: small replies over TLS on one core, slow streams, calls without bytes.
#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "net/http/client.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/quota_ledger.hpp"
#include "sim/service/tokens.hpp"
#include "test/bench/report.hpp"
#include "test/bench/sim_calls.hpp"
#include "test/bench/sim_child.hpp"

using namespace parley;
using namespace parley::bench;
namespace asio = boost::asio;

namespace {

double cpu_now() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

// What a call is without its bytes: the ledger admits it, the model plays it, its tokens are
// counted, its time is drawn, the ledger settles. Time is a number that moves on.
double calls_a_cpu_second() {
  namespace service = sim::service;
  const auto calls = calls_of_conversations(200);
  sim_settings world;
  const auto models = sim::played_models::create(world).value();
  service::quota_ledger ledger(
      {.requests_per_minute = 10'000'000, .tokens_per_minute = 10'000'000'000});
  service::model_speeds speeds(world.latency);
  const auto& model = *service::find_model("gpt-4.1-mini");
  double best = 0;
  for (int round = 0; round < 6; ++round) {
    time_point now{std::chrono::hours(1)};
    std::int64_t spoken = 0;
    const double begun = cpu_now();
    for (const sim::model_call& call : calls) {
      std::int64_t input = service::count_tokens(call.instructions);
      for (const auto& m : call.input) input += service::count_tokens(m.text);
      const auto granted = ledger.admit("key", model.name, input + 512, now);
      const auto text = models->play(call);
      const auto output = service::count_tokens(*text);
      const auto timing = service::draw_timing(speeds.of(model), static_cast<std::uint64_t>(spoken),
                                               0, input, output, 1);
      now += timing.first_token / 100;
      ledger.settle("key", model.name, granted.charged, input + output, now);
      spoken += output;
    }
    best = std::max(best, static_cast<double>(calls.size()) / (cpu_now() - begun));
    if (spoken == 0) return 0;
  }
  return best;
}

struct load_result {
  double per_second = 0, per_cpu_second = 0, cpu_share = 0;
  bool ran = false;
};

// wrk on the other core posts one small request again and again over 32 connections.
load_result small_replies(const std::string& program, double seconds) {
  load_result out;
  sim_child service(program, {"--time-scale", "0"}, 0);
  const auto script =
      std::filesystem::temp_directory_path() / fmt::format("parley-bench-{}.lua", ::getpid());
  std::ofstream(script)
      << "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n"
         "wrk.headers['Authorization'] = 'Bearer bench'\n"
         "wrk.body = '{\"model\":\"gpt-4.1-mini\",\"input\":\"Hi\",\"max_output_tokens\":16,"
         "\"store\":false}'\n";
  const auto load = [&](double length) {
    const std::string command = fmt::format("wrk -t1 -c32 -d{}s -s {} {}/responses 2>&1", length,
                                            script.string(), service.base_url());
    std::FILE* wrk = ::popen(command.c_str(), "r");
    double rate = 0;
    char line[512];
    bool bad = false;
    while (wrk && std::fgets(line, sizeof line, wrk)) {
      if (std::string_view(line).starts_with("Requests/sec:")) rate = std::atof(line + 13);
      bad = bad || std::string_view(line).find("Non-2xx") != std::string_view::npos;
    }
    if (wrk) ::pclose(wrk);
    return bad ? 0.0 : rate;
  };
  load(1);
  const double cpu = service.cpu_seconds();
  const double rate = load(seconds);
  const double used = service.cpu_seconds() - cpu;
  std::filesystem::remove(script);
  out.ran = rate > 0 && used > 0;
  if (!out.ran) return out;
  out.per_second = rate;
  out.per_cpu_second = rate * seconds / used;
  out.cpu_share = used / seconds;
  return out;
}

struct stream_result {
  int complete = 0;
  double memory_mb = 0, seconds = 0;
};

asio::awaitable<void> read_stream(http::client& client, clock_source& clock, int number, int& open,
                                  int& most, stream_result& out) {
  http::request asked;
  asked.method = "POST";
  asked.target = "/responses";
  asked.headers.set("content-type", "application/json");
  asked.body = fmt::format(
      R"({{"model":"gpt-4.1-mini","input":"Tell me story number {}","stream":true,"store":false}})",
      number);
  bool finished = false, counted = false;
  http::body_sink sink = [&](std::string_view bytes) {
    if (!counted) most = std::max(most, ++open);
    counted = true;
    finished = finished || bytes.find("response.completed") != std::string_view::npos;
    return true;
  };
  const time_point deadline = clock.now() + std::chrono::seconds(90);
  auto done = co_await client.exchange(std::move(asked), deadline, std::move(sink));
  if (counted) --open;
  out.complete += done && finished;
}

// Every stream lasts some seconds; all are open at the same time.
stream_result slow_streams(const std::string& program, int streams, int& most) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  sim_child service(
      program,
      {"--time-scale", "1", "--set", "sim.latency.gpt-4.1.first_token=8s", "--set",
       "sim.latency.gpt-4.1.first_token_spread=0.1", "--set", "sim.latency.gpt-4.1.stragglers=0",
       "--set", "sim.latency.gpt-4.1.tokens_per_second=4"},
      0);
  stream_result out;
  asio::io_context context{1};
  const auto clock = make_system_clock(context);
  http::client_settings to;
  to.where = http::parse_origin(service.base_url()).value();
  std::ifstream ca(service.ca_file());
  to.ca_pem.assign(std::istreambuf_iterator<char>(ca), {});
  to.transport.max_connections = 20'000;
  to.transport.first_byte_timeout = to.transport.idle_timeout = std::chrono::seconds(90);
  to.transport.connect_timeout = std::chrono::seconds(60);
  const auto client = http::client::create(context, *clock, std::move(to)).value();
  int open = 0;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < streams; ++i)
    asio::co_spawn(context, read_stream(*client, *clock, i, open, most, out),
                   [](std::exception_ptr error) {
                     if (error) std::rethrow_exception(error);
                   });
  context.run();
  out.seconds = seconds_since(begun);
  out.memory_mb = service.memory_mb();
  client->close_idle();
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  report out("sim", given);
  const auto only = [&given](std::string_view name) {
    return given.rest.empty() || given.rest.front() == name;
  };
  stay_on_core(cores() - 1);
  if (only("calls"))
    out.add("in process, no bytes", "calls a CPU second", calls_a_cpu_second(), 50'000,
            goal::at_least);
  if (only("replies")) {
    const load_result load = small_replies(given.program, 5);
    if (!load.ran) {
      fmt::print(stderr, "error: no load: is wrk installed? (apt-get install wrk)\n");
      return 2;
    }
    out.add("small replies, TLS, one core", "a CPU second", load.per_cpu_second, 15'000,
            goal::at_least);
    out.add("small replies, TLS, one core", "a second, as it came", load.per_second);
    out.add("small replies, TLS, one core", "core's share it got", load.cpu_share);
  }
  if (only("streams")) {
    int most = 0;
    const stream_result streams = slow_streams(given.program, 2'000, most);
    out.add("2,000 slow streams, TLS", "complete", streams.complete, 2'000, goal::at_least);
    out.add("2,000 slow streams, TLS", "open at once", most, 2'000, goal::at_least);
    out.add("2,000 slow streams, TLS", "peak memory, MB", streams.memory_mb, 400, goal::at_most);
    out.add("2,000 slow streams, TLS", "seconds", streams.seconds);
  }
  return out.finish();
}
