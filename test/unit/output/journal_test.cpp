// The writer thread: order, grouping, durability, and what it does when the disk refuses.
#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <mutex>

#include "output/journal.hpp"
#include "output/store/schema.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;

namespace {

run_store store_in(const temporary_folder& folder) {
  auto db = open_journal_file(folder.path() / "run.db", open_mode::create);
  REQUIRE(db.has_value());
  REQUIRE(db->execute("CREATE TABLE IF NOT EXISTS lines (n INTEGER PRIMARY KEY)").has_value());
  return run_store(std::move(*db));
}

journal::entry line(int n) {
  return [n](run_store& store) {
    return store.db().execute("INSERT INTO lines VALUES (" + std::to_string(n) + ")");
  };
}

std::int64_t lines_in(const temporary_folder& folder) {
  auto db = open_journal_file(folder.path() / "run.db", open_mode::read_write);
  REQUIRE(db.has_value());
  return *db->integer("SELECT count(*) FROM lines");
}

}  // namespace

TEST_CASE("everything that was put is on the disk after close") {
  temporary_folder folder;
  {
    journal writer(store_in(folder), 100, [] {});
    for (int i = 0; i < 1000; ++i) CHECK(writer.put(line(i)) == static_cast<unsigned>(i + 1));
    REQUIRE(writer.close().has_value());
    CHECK(writer.durable() == 1000);
    const auto counted = writer.counted();
    CHECK(counted.entries == 1000);
    CHECK(counted.commits < 1000);
    CHECK(counted.largest_group > 1);
  }
  CHECK(lines_in(folder) == 1000);
}

TEST_CASE("what is told to be durable can be read by another connection") {
  temporary_folder folder;
  std::mutex mutex;
  std::condition_variable told;
  journal writer(store_in(folder), 100, [&] {
    const std::lock_guard lock(mutex);
    told.notify_all();
  });
  auto reader = open_journal_file(folder.path() / "run.db", open_mode::read_only);
  REQUIRE(reader.has_value());
  for (int i = 1; i <= 20; ++i) {
    const auto position = writer.put(line(i));
    std::unique_lock lock(mutex);
    told.wait_for(lock, std::chrono::seconds(20), [&] { return writer.durable() >= position; });
    CHECK(*reader->integer("SELECT max(n) FROM lines") == i);
  }
}

TEST_CASE("a group that cannot be written is kept, tried again, and reported") {
  temporary_folder folder;
  std::atomic<bool> refuse{true};
  std::atomic<int> tries{0};
  journal writer(store_in(folder), 100, [] {});
  writer.put([&](run_store&) -> result<void> {
    ++tries;
    if (refuse) return fail(failure_code::io_error, "disk full");
    return {};
  });
  writer.put(line(1));
  while (tries < 2) std::this_thread::yield();
  REQUIRE(writer.broken().has_value());
  CHECK(writer.broken()->message == "disk full");
  CHECK(writer.durable() == 0);
  refuse = false;
  REQUIRE(writer.close().has_value());
  CHECK_FALSE(writer.broken().has_value());
  CHECK(writer.durable() == 2);
  CHECK(lines_in(folder) == 1);
}

TEST_CASE("closing a journal that stays broken ends, and says what was wrong") {
  temporary_folder folder;
  journal writer(store_in(folder), 1, [] {});
  writer.put([](run_store&) -> result<void> { return fail(failure_code::io_error, "no disk"); });
  const auto closed = writer.close();
  REQUIRE_FALSE(closed.has_value());
  CHECK(closed.error().message == "no disk");
}
