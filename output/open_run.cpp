#include "output/open_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/store/schema.hpp"

namespace parley {
namespace {

result<std::int64_t> in_one_commit(run_store& store,
                                   const std::function<result<std::int64_t>(run_store&)>& work) {
  if (auto begun = store.begin(); !begun) return begun.error();
  auto done = work(store);
  if (done)
    if (auto committed = store.commit(); !committed) done = committed.error();
  if (!done) store.roll_back();
  return done;
}

}  // namespace

result<opened_store> begin_journal(const std::filesystem::path& folder, const run_record& run,
                                   const run_beginning& how, const session_start& session) {
  auto db = open_journal_file(folder / journal_name, open_mode::create);
  if (!db) return db.error();
  run_store store(std::move(*db));
  const auto number = in_one_commit(store, [&](run_store& to) -> result<std::int64_t> {
    if (auto done = to.begin_run(run, how); !done) return done.error();
    return to.begin_session(session);
  });
  if (!number) return number.error();
  return opened_store{std::move(store), *number, 0, 0};
}

result<recorded_run> read_earlier(const std::filesystem::path& folder) {
  auto db = open_journal_file(folder / journal_name, open_mode::read_write);
  if (!db) return db.error();
  const auto runs = db->integer("SELECT count(*) FROM run");
  if (!runs) return runs.error();
  if (*runs == 0)
    return fail(failure_code::not_found,
                fmt::format("{} has no run: its process ended before anything was recorded",
                            folder.string()));
  auto head = read_head(*db);
  if (!head) return head.error();
  auto past = read_past(*db);
  if (!past) return past.error();
  return recorded_run{std::move(*head), std::move(*past)};
}

result<opened_store> continue_journal(const std::filesystem::path& folder, recorded_run& earlier,
                                      const run_beginning& now, const session_start& session,
                                      const std::vector<config_change>& changes) {
  auto db = open_journal_file(folder / journal_name, open_mode::read_write);
  if (!db) return db.error();
  run_store store(std::move(*db));
  const int iteration =
      earlier.past.iterations.empty() ? 0 : earlier.past.iterations.back().iteration;
  const auto number = in_one_commit(store, [&](run_store& to) -> result<std::int64_t> {
    auto opened = to.begin_session(session);
    if (!opened) return opened;
    for (const config_change& each : changes)
      if (auto done = to.changed(*opened, iteration, "resume", each); !done) return done.error();
    if (!changes.empty())
      if (auto done = to.replace_inputs(earlier.head.record, now); !done) return done.error();
    return opened;
  });
  if (!number) return number.error();
  auto past = read_past(store.db());  // the lost calls are counted by now
  if (!past) return past.error();
  earlier.past = std::move(*past);
  const auto last = store.db().integer("SELECT coalesce(max(call), 0) FROM intents");
  if (!last) return last.error();
  return opened_store{std::move(store), *number, *last, earlier.past.wall_sec};
}

recorded_calls recorded_in(const std::filesystem::path& folder, const past_run& past) {
  auto opened = open_journal_file(folder / journal_name, open_mode::read_only);
  if (!opened) return {};
  auto db = std::make_shared<database>(std::move(*opened));
  const auto last = db->integer("SELECT coalesce(max(iteration), 0) FROM intents");
  std::vector<int> closed;
  for (const past_iteration& one : past.iterations)
    if (one.closed) closed.push_back(one.iteration);
  return recorded_calls(
      [db, last = last ? *last : 0](int iteration) -> std::vector<recorded_call> {
        if (iteration > last) return {};
        auto calls = read_calls(*db, iteration);
        return calls ? std::move(*calls) : std::vector<recorded_call>();
      },
      [closed = std::move(closed)](int iteration) {
        return std::find(closed.begin(), closed.end(), iteration) != closed.end();
      });
}

}  // namespace parley
