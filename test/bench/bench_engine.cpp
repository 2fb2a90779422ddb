// What the engine costs: CPU of one call without bytes, memory of one open conversation.
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>

#include "base/wait_list.hpp"
#include "engine/run.hpp"
#include "profiles/generator.hpp"
#include "test/bench/report.hpp"
#include "test/sim/network.hpp"
#include "test/sim/scripted_provider.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

settings open_settings(std::size_t customers) {
  settings config = settings::defaults();
  config.loop.max_iterations = 1;
  config.loop.min_iterations = 1;
  config.loop.iteration_deadline = std::chrono::hours(24);
  config.conversation.max_open = static_cast<int>(customers);
  config.conversation.judge_queue = static_cast<int>(customers);
  for (auto& [model, limits] : config.limits) limits.in_flight = 20'000;
  return config;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct played {
  run_record record;
  std::exception_ptr error;
};

void start(asio::io_context& context, run& subject, played& into) {
  asio::co_spawn(context, subject.execute(), [&into](std::exception_ptr error, run_record done) {
    into.error = error;
    into.record = std::move(done);
  });
}

/// Counts calls, and text while it is with the provider; lets the planner through and holds
/// everybody else until let_go().
class gate_provider final : public provider {
 public:
  gate_provider(provider& inner, bool open) : inner_(inner), open_(open) {}

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override {
    ++calls_;
    if (!open_ && request->role != agent_role::planner) {
      text_ += text_of(*request);
      ++held_;
      if (!gate_) gate_.emplace(co_await asio::this_coro::executor);
      while (!open_) co_await gate_->wait();
    }
    co_return co_await inner_.complete(std::move(request), deadline);
  }
  std::vector<model_state> states() const override { return inner_.states(); }

  void let_go() {
    open_ = true;
    if (gate_) gate_->wake_all();
  }
  std::int64_t calls() const { return calls_; }
  std::size_t held() const { return held_; }
  std::size_t text() const { return text_; }

 private:
  static std::size_t text_of(const chat_request& request) {
    std::size_t bytes = request.instructions.capacity();
    for (const chat_message& message : request.input) bytes += message.content.capacity();
    if (request.schema) bytes += request.schema->schema_json.capacity();
    return bytes;
  }
  provider& inner_;
  bool open_;
  std::optional<wait_list> gate_;
  std::int64_t calls_ = 0;
  std::size_t held_ = 0, text_ = 0;
};

void measure_calls(report& out, std::size_t customers) {
  const prompt_library prompts = prompt_library::load("es", "").value();
  asio::io_context context;
  test::sim_clock clock(context);
  const settings config = open_settings(customers);
  test::network_script script;
  script.plan_turns = 10;  // some seven calls a conversation, the judge's included
  auto network = test::make_network(context, clock, config, script);
  gate_provider counted(network->llm(), true);
  run_observer silent;
  played done;
  run_inputs inputs{
      config,     generate_profiles(customers, 1), prompts, counted, clock, silent, "bench", "sim",
      "generated"};
  run subject(std::move(inputs));
  const double before = cpu_seconds();
  start(context, subject, done);
  clock.run();
  const double used = cpu_seconds() - before;
  if (done.error) std::rethrow_exception(done.error);
  const auto calls = static_cast<double>(counted.calls());
  out.add("provider level", "conversations", static_cast<double>(customers));
  out.add("provider level", "calls", calls);
  out.add("provider level", "CPU, s", used);
  out.add("provider level", "CPU a call, us", 1e6 * used / calls, 40, goal::at_most);
}

std::size_t heap_in_use() {
  const auto now = mallinfo2();
  return now.uordblks + now.hblkhd;  // large blocks are mapped by themselves
}

struct footprint {
  double open = 0, heap = 0, text = 0;
};

/// What a run with `customers` takes while `open` of them are talked to, each waiting for a reply.
footprint hold_open(std::size_t customers, std::size_t open) {
  const prompt_library prompts = prompt_library::load("es", "").value();
  asio::io_context context;
  test::sim_clock clock(context);
  settings config = open_settings(customers);
  config.conversation.max_open = static_cast<int>(open);
  test::scripted_provider scripted(clock, {});
  gate_provider gate(scripted, false);
  run_observer silent;
  played done;
  run_inputs inputs{
      config,     generate_profiles(customers, 1), prompts, gate, clock, silent, "bench", "sim",
      "generated"};
  run subject(std::move(inputs));
  const std::size_t before = heap_in_use();
  start(context, subject, done);
  for (int i = 0; i < 1000 && gate.held() < open; ++i) {
    context.restart();
    context.poll();
    clock.advance(std::chrono::milliseconds(100));
  }
  footprint held;
  held.open = static_cast<double>(gate.held());
  held.heap = static_cast<double>(heap_in_use() - before);
  held.text = static_cast<double>(gate.text());
  gate.let_go();
  clock.run();
  return held;
}

/// A conversation more in a run of the same size: what the run holds of every customer, talked to
/// or not (profile, place for the record), is in both and shown by itself.
void measure_memory(report& out, std::size_t customers) {
  const footprint all = hold_open(customers, customers);
  const footprint half = hold_open(customers, customers / 2);
  const double more = all.open - half.open;
  const double each = (all.heap - all.text - half.heap + half.text) / more;
  out.add("open conversations", "count", all.open);
  out.add("open conversations", "text of each, bytes", (all.text - half.text) / more);
  out.add("open conversations", "bytes besides text", each, 4096, goal::at_most);
  out.add("open conversations", "bytes of a customer who waits",
          (all.heap - all.text) / all.open - each);
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  CLI::App app("CPU of a call and memory of an open conversation");
  std::size_t customers = 10'000;
  app.add_option("--customers", customers, "how many");
  std::string only;
  app.add_option("--only", only, "calls or memory")->check(CLI::IsMember({"calls", "memory"}));
  std::vector<std::string> rest(given.rest.rbegin(), given.rest.rend());
  try {
    app.parse(rest);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem);
  }
  report out("engine", given);
  if (only != "memory") measure_calls(out, customers);
  if (only != "calls") measure_memory(out, std::min<std::size_t>(customers, 8'000));
  return out.finish();
}
