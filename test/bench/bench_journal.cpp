// What waiting for the intent costs: latency of its group commit at 50, 500 and 2,000 in flight.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "output/open_run.hpp"
#include "output/run_journal.hpp"
#include "profiles/generator.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

constexpr int calls_a_worker = 12;
constexpr std::size_t reply_bytes = 400;
constexpr double model_seconds = 1;  // that a real call takes

struct measured {
  std::vector<double> waits_ms;
  double seconds = 0;
};

/// A call as the engine makes it, but for the model: its intent, a wait, its outcome.
asio::awaitable<void> worker(run_journal& journal, clock_source& clock, double latency, int number,
                             measured& out) {
  for (int i = 0; i < calls_a_worker; ++i) {
    call_intent intent;
    intent.name = {1, fmt::format("C{:05}", number), agent_role::customer, i + 1, 0, 0};
    intent.model = "m";
    intent.digest = std::string(32, 'd');
    const auto begun = clock.now();
    const auto id = co_await journal.begin(std::move(intent));
    out.waits_ms.push_back(1e3 * std::chrono::duration<double>(clock.now() - begun).count());
    if (!id) co_return;
    co_await clock.sleep_for(std::chrono::duration_cast<duration>(
        std::chrono::duration<double>(latency * (0.5 + static_cast<double>(number % 100) / 100))));
    chat_reply reply;
    reply.text = std::string(reply_bytes, 'x');
    call_outcome how;
    how.reply = std::move(reply);
    journal.end(*id, std::move(how));
  }
}

measured play(const std::filesystem::path& folder, int in_flight, bool wait, double latency) {
  std::filesystem::create_directories(folder);
  run_record record;
  record.run_id = "bench";
  record.profiles = generate_profiles(4, 1);
  auto store = begin_journal(folder, record, {"run"}, {"t", "bench", 1});
  measured out;
  if (!store) {
    fmt::print(stderr, "{}\n", store.error().message);
    return out;
  }
  asio::io_context context;
  const auto clock = make_system_clock(context);
  journal_settings how;
  how.wait_for_intents = wait;
  run_journal journal(context.get_executor(), *clock, std::move(*store), {}, how);
  task_group workers(context.get_executor());
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < in_flight; ++i) workers.spawn(worker(journal, *clock, latency, i, out));
  context.run();
  out.seconds = seconds_since(begun);
  (void)journal.close();
  std::filesystem::remove_all(folder);
  return out;
}

double at(std::vector<double> values, double share) {
  if (values.empty()) return 1e9;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  report out("journal", given);
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("parley-journal-{}", getpid());
  for (const int in_flight : {50, 500, 2000}) {
    const std::string name = fmt::format("{} in flight", in_flight);
    const measured fast = play(folder, in_flight, false, model_seconds);
    const measured durable = play(folder, in_flight, true, model_seconds);
    out.add(name, "calls a second", static_cast<double>(durable.waits_ms.size()) / durable.seconds);
    out.add(name, "wait for the intent, median ms", at(durable.waits_ms, 0.5));
    out.add(name, "wait for the intent, p99 ms", at(durable.waits_ms, 0.99), 250, goal::at_most);
    out.add(name, "without waiting, median ms", at(fast.waits_ms, 0.5));
    out.add(name, "whole time, waiting, s", durable.seconds);
    out.add(name, "whole time, not waiting, s", fast.seconds);
    out.add(name, "longer by, %", 100 * (durable.seconds / fast.seconds - 1), 5, goal::at_most);
  }
  return out.finish();
}
