// The journal alone: every number and file from it, while a run goes, after a kill, and told apart
// from what others may know.
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "small_run.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// Takes everything away but the journal; what was there is in `copy`.
void keep_journal_only(const fs::path& run, const fs::path& copy) {
  fs::remove_all(copy);
  fs::copy(run, copy, fs::copy_options::recursive);
  for (const auto& entry : fs::directory_iterator(run))
    if (!entry.path().filename().string().starts_with("run.db")) fs::remove_all(entry.path());
}

/// Waits, at most a minute, until the file shows `text`.
bool shows(const fs::path& file, const std::string& text) {
  for (int i = 0; i < 1200; ++i) {
    if (fs::exists(file) && read_file(file).find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

std::int64_t lost_in(const json::value& document) {
  return document.at("lost_calls").at("calls").as_int64();
}

}  // namespace

TEST_CASE("with measured times too, every file comes back from the journal alone") {
  small_run small;
  words line = small.line({});
  std::erase(line, "--reproducible");  // as people use it
  REQUIRE(run_parley(line).exit == exit_ok);
  keep_journal_only(small.run(), small.folder / "copy");
  const auto replayed = run_parley({"replay", "x", "--out", small.folder / "runs"});
  INFO(replayed.err);
  REQUIRE(replayed.exit == exit_ok);
  small.must_equal(small.folder / "copy", small.run());
  // The page alone, from the journal alone.
  keep_journal_only(small.run(), small.folder / "copy2");
  REQUIRE(run_parley({"report", "x", "--out", small.folder / "runs"}).exit == exit_ok);
  CHECK((read_file(small.run() / "report.html") == read_file(small.folder / "copy/report.html")));
}

TEST_CASE("calls lost at a kill are in run.json, --json, the page and after a replay the same") {
  if (std::string(PARLEY_FAULTS).empty()) SKIP("sanitizers want to be loaded first");
  small_run small;
  words line = small.process_line();
  std::erase(line, "--reproducible");
  // Which commit finds calls in flight is a matter of luck: the first of these that does.
  const auto in_flight = [&] {
    return count(
        small.run(),
        "SELECT count(*) FROM intents LEFT JOIN outcomes USING (call) WHERE answered IS NULL");
  };
  for (int commit = 30; commit < 50; ++commit) {
    fs::remove_all(small.run());
    child_process killed(line,
                         {{"LD_PRELOAD", PARLEY_FAULTS},
                          {"PARLEY_FAULT", "commit:" + std::to_string(commit) + ":after"}},
                         small.folder / "out", small.folder / "err");
    REQUIRE(killed.wait(120) == 128 + SIGKILL);
    if (in_flight() > 0) break;
  }
  const auto done = small.resume({"--json"});
  INFO(done.err);
  REQUIRE(done.exit == exit_ok);
  const auto lost = count(small.run(), "SELECT count(*) FROM v_calls WHERE state = 'lost'");
  REQUIRE(lost > 0);
  CHECK(lost_in(json::parse(done.out)) == lost);
  CHECK_THAT(done.err, ContainsSubstring("may have been paid twice"));
  CHECK(lost_in(json::parse(read_file(small.run() / "run.json"))) == lost);
  CHECK_THAT(read_file(small.run() / "report.html"), ContainsSubstring("Perhaps paid twice"));
  const auto shown = run_parley({"report", "x", "--out", small.folder / "runs"});
  CHECK_THAT(shown.err, ContainsSubstring("may have been paid twice"));
  keep_journal_only(small.run(), small.folder / "copy");
  REQUIRE(run_parley({"replay", "x", "--out", small.folder / "runs"}).exit == exit_ok);
  small.must_equal(small.folder / "copy", small.run());
}

TEST_CASE("calls that two interrupts cut are counted when the run ends, as a replay counts them") {
  small_run small;
  words line = small.process_line("0.5");
  std::erase(line, "--reproducible");
  child_process cut(line, {}, small.folder / "out", small.folder / "err");
  REQUIRE(shows(small.folder / "err", "Iteration 1"));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  cut.send(SIGINT);
  REQUIRE(shows(small.folder / "err", "stopping"));
  cut.send(SIGINT);
  REQUIRE(cut.wait(120) == exit_incomplete);
  const auto lost = count(small.run(), "SELECT count(*) FROM v_calls WHERE state = 'cut'");
  CHECK(lost > 0);
  CHECK(lost_in(json::parse(read_file(small.run() / "run.json"))) == lost);
  keep_journal_only(small.run(), small.folder / "copy");
  REQUIRE(run_parley({"replay", "x", "--out", small.folder / "runs"}).exit == exit_ok);
  small.must_equal(small.folder / "copy", small.run());
}

TEST_CASE("while one process works on a run, others may read it and nobody else may write it") {
  small_run small;
  child_process worker(small.process_line("0.3"), {}, small.folder / "out", small.folder / "err");
  REQUIRE(shows(small.folder / "err", "Iteration 1"));
  for (const words& line : {small.line({}), words{"resume", "x", "--out", small.folder / "runs"},
                            words{"replay", "x", "--out", small.folder / "runs"}}) {
    const auto second = run_parley(line);
    INFO(line[0] << ": " << second.err);
    CHECK(second.exit == exit_usage);
    CHECK_THAT(second.err, ContainsSubstring("is at work on the run x"));
  }
  const auto exported = run_parley(
      {"export", "jsonl", "x", "--runs", small.folder / "runs", "--what", "run", "--out", "-"});
  INFO(exported.err);
  CHECK(exported.exit == exit_ok);
  CHECK_THAT(exported.out, ContainsSubstring("\"stopped\":null"));
  worker.send(SIGKILL);
  CHECK(worker.wait(60) == 128 + SIGKILL);
}

TEST_CASE("everything that is written is its owner's alone; key and names are where they may be") {
  small_run small;
  const std::string key = "sk-canary-77aa01", person = "Zacarias Canario";
  std::string text = read_file(small.folder / "p/C0001.json");
  const auto at = text.find("\"name\":");
  REQUIRE(at != std::string::npos);
  const auto from = text.find('"', at + 7) + 1;
  text.replace(from, text.find('"', from) - from, person);
  std::ofstream(small.folder / "p/C0001.json") << text;
  separate_provider service(PARLEY_PROGRAM, small.folder.path(), "0");
  std::ofstream(small.folder / "key") << key << '\n';
  const mode_t before = ::umask(0);  // whoever runs it may have any
  words said;
  const auto run = [&](const words& line) {
    const auto seen = run_parley(line);
    INFO(line[0] << ": " << seen.err);
    CHECK(seen.exit == exit_ok);
    said.push_back(seen.out + seen.err);
  };
  run(small.line({"--provider", "openai", "--base-url", service.base_url(), "--api-key-file",
                  small.folder / "key"}));
  run({"replay", "x", "--out", small.folder / "runs"});
  run({"report", "x", "--out", small.folder / "runs"});
  for (const char* format : {"csv", "json", "jsonl", "parquet", "sqlite"}) {
    run({"export", format, "x", "--runs", small.folder / "runs"});
    run({"export", format, "x", "--runs", small.folder / "runs", "--redact"});
  }
  ::umask(before);
  for (const std::string& words : said) {
    CHECK(words.find(key) == std::string::npos);
    CHECK(words.find(person) == std::string::npos);
  }
  std::size_t files = 0, with_name = 0;
  for (const auto& entry : fs::recursive_directory_iterator(small.folder / "runs")) {
    INFO(entry.path());
    if (entry.is_symlink()) continue;
    struct stat info{};
    REQUIRE(::stat(entry.path().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == (entry.is_directory() ? 0700 : 0600));
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string content = read_file(entry.path());
    CHECK(content.find(key) == std::string::npos);
    const bool named = content.find(person) != std::string::npos;
    with_name += named ? 1 : 0;
    if (entry.path().parent_path().filename() == "export-redacted") {
      CHECK_FALSE(named);
      CHECK(content.find("C0001") == std::string::npos);
    }
  }
  CHECK(files > 8 + 2 * 61);
  CHECK(with_name >= 3 + 5);  // the journal, run.json, the page; customers in five formats
}
