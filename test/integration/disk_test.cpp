// What disks do to a run: torn write-ahead logs, full disks, folders that cannot be written.
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <fstream>

#include "base/random_stream.hpp"
#include "cli/exit_code.hpp"
#include "output/store/database.hpp"
#include "small_run.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;
const bool has_faults = !std::string(PARLEY_FAULTS).empty();

environment fault(const std::string& what) {
  return {{"LD_PRELOAD", PARLEY_FAULTS}, {"PARLEY_FAULT", what}};
}

/// Takes the permission to write from a folder and what is in it, until it goes.
class write_protected {
 public:
  explicit write_protected(fs::path folder) : folder_(std::move(folder)) { set(0500, 0400); }
  write_protected(const write_protected&) = delete;
  write_protected& operator=(const write_protected&) = delete;
  ~write_protected() { set(0700, 0600); }

 private:
  void set(mode_t folders, mode_t files) {
    ::chmod(folder_.c_str(), 0700);
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      ::chmod(entry.path().c_str(), entry.is_directory() ? folders : files);
    ::chmod(folder_.c_str(), folders);
  }
  fs::path folder_;
};

struct outcome {
  int exit = -1;
  std::string out, err;
};

/// parley as somebody whom permissions bind, also when the tests run as root.
outcome bound(const small_run& small, words line) {
  line.insert(line.begin(), PARLEY_PROGRAM);
  child_process child(line, {}, small.folder / "out", small.folder / "err", privileges::dropped);
  outcome seen;
  seen.exit = child.wait(120);
  seen.out = read_file(small.folder / "out");
  seen.err = read_file(small.folder / "err");
  return seen;
}

/// A run that was killed with its last commits in the write-ahead log alone.
void make_killed(const small_run& small) {
  child_process killed(small.process_line(), fault("commit:25:after"), small.folder / "out",
                       small.folder / "err");
  REQUIRE(killed.wait(120) == 128 + SIGKILL);
  REQUIRE(fs::file_size(small.run() / "run.db-wal") > 20'000);
  fs::copy(small.run(), small.folder / "kept", fs::copy_options::recursive);
}

void bring_back(const small_run& small) {
  fs::remove_all(small.run());
  fs::copy(small.folder / "kept", small.run(), fs::copy_options::recursive);
}

}  // namespace

TEST_CASE("a write-ahead log torn at any byte loses its end, and the run ends the same") {
  if (!has_faults) SKIP("sanitizers want to be loaded first");
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  make_killed(small);
  const auto size = fs::file_size(small.run() / "run.db-wal");
  const auto recorded = [&] { return count(small.run(), "SELECT count(*) FROM outcomes"); };
  const auto all = recorded();
  REQUIRE(all > 0);
  random_stream random(7, "wal", "test");
  std::int64_t least = all;
  for (int round = 0; round < 12; ++round) {
    bring_back(small);
    const fs::path wal = small.run() / "run.db-wal";
    fs::remove(small.run() / "run.db-shm");
    const auto at = round == 0   ? std::uintmax_t{0}
                    : round == 1 ? std::uintmax_t{31}  // within its header
                                 : size / 3 + random.below(size - size / 3);
    INFO("round " << round << ", byte " << at << " of " << size);
    if (round % 2 == 0) {
      fs::resize_file(wal, at);
    } else {  // the disk wrote something else there
      std::fstream file(wal, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(at));
      file.write("\x5A\xA5\x5A\xA5", 4);
    }
    // Its first commits make the tables: without them there is no run, which is said.
    const auto done = small.resume({});
    INFO(done.err);
    if (at < size / 3 && done.exit != exit_ok) {
      CHECK_THAT(done.err, ContainsSubstring("error:"));
      continue;
    }
    REQUIRE(done.exit == exit_ok);
    small.must_equal(small.run("whole"), small.run());
    least = std::min(least, count(small.run(),
                                  "SELECT count(*) FROM outcomes o JOIN intents USING"
                                  " (call) WHERE session = 1"));
    CHECK(*database::open(small.run() / "run.db", open_mode::read_only)
               ->text("PRAGMA integrity_check") == "ok");
  }
  CHECK(least < all);  // something was torn off, at least once
}

TEST_CASE("a full disk under the other files is told, and replay writes them later") {
  if (!has_faults) SKIP("sanitizers want to be loaded first");
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  child_process full(small.process_line(), fault("file:3:full"), small.folder / "out",
                     small.folder / "err");
  CHECK(full.wait(120) == exit_provider);
  CHECK_THAT(read_file(small.folder / "err"), ContainsSubstring("free some space"));
  for (const auto& entry : fs::recursive_directory_iterator(small.run()))
    CHECK_FALSE(entry.path().filename().string().starts_with(".parley-"));  // nothing half
  const auto replayed = run_parley({"replay", "x", "--out", small.folder / "runs"});
  INFO(replayed.err);
  REQUIRE(replayed.exit == exit_ok);
  small.must_equal(small.run("whole"), small.run());
}

TEST_CASE("an export that meets a full disk leaves no file, and says so") {
  if (!has_faults) SKIP("sanitizers want to be loaded first");
  small_run small;
  REQUIRE(run_parley(small.line({})).exit == exit_ok);
  for (const auto& [format, what] :
       {std::pair{"csv", "file:1:full"}, {"parquet", "file:2:full"}, {"sqlite", "write:20:full"}}) {
    INFO(format);
    const std::string to = small.folder / (std::string("to-") + format);
    child_process full(
        {PARLEY_PROGRAM, "export", format, "x", "--runs", small.folder / "runs", "--out", to},
        fault(what), small.folder / "out", small.folder / "err");
    CHECK(full.wait(60) == exit_provider);
    CHECK_THAT(read_file(small.folder / "err"), ContainsSubstring("free some space"));
    for (const auto& entry : fs::directory_iterator(to)) {
      const std::string name = entry.path().filename().string();
      CHECK_FALSE(name.starts_with(".parley-"));
      CHECK_FALSE(name.starts_with("run."));
    }
  }
}

TEST_CASE("a run's folder that cannot be written stops it before it begins") {
  small_run small;
  fs::create_directory(small.folder / "runs");
  const write_protected held(small.folder / "runs");
  const auto refused = bound(small, small.line({}));
  INFO(refused.err);
  CHECK(refused.exit == exit_usage);
  CHECK_THAT(refused.err, ContainsSubstring("Permission denied") &&
                              ContainsSubstring("choose another output folder"));
  CHECK(fs::is_empty(small.folder / "runs"));
}

TEST_CASE("a run whose folder became read-only is not gone on with until it can be written") {
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  REQUIRE(run_parley(small.line({"--max-requests", "20"})).exit == exit_budget);
  const words go_on = {"resume",         "x", "--out",      small.folder / "runs",
                       "--max-requests", "0", "--progress", "never"};
  {
    const write_protected held(small.run());
    const auto refused = bound(small, go_on);
    INFO(refused.err);
    CHECK(refused.exit != exit_ok);
    CHECK_THAT(refused.err, ContainsSubstring("permissions"));
  }
  const auto done = bound(small, go_on);
  INFO(done.err);
  REQUIRE(done.exit == exit_ok);
  small.must_equal(small.run("whole"), small.run());
}

TEST_CASE("what lies in a read-only folder can still be exported elsewhere") {
  small_run small;
  REQUIRE(run_parley(small.line({})).exit == exit_ok);
  const write_protected held(small.folder / "runs");
  const auto made = bound(small, {"export", "csv", "x", "--runs", small.folder / "runs", "--out",
                                  small.folder / "tables"});
  INFO(made.err);
  CHECK(made.exit == exit_ok);
  CHECK(fs::file_size(small.folder / "tables/scores.csv") > 1000);
  const auto inside = bound(small, {"export", "csv", "x", "--runs", small.folder / "runs"});
  CHECK(inside.exit != exit_ok);
  CHECK_THAT(inside.err, ContainsSubstring("--out"));
  const auto hidden = bound(small, {"export", "csv", "x", "--runs", small.folder / "runs", "--out",
                                    small.folder / "tables", "--redact"});
  CHECK(hidden.exit != exit_ok);
  CHECK_THAT(hidden.err, ContainsSubstring("--redact-key"));
}
