// Money: budgets that hold while calls are retried, end times, replies that cost nothing.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "output/open_run.hpp"
#include "output/store/schema.hpp"
#include "sim/simulated_provider.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;
using words = std::vector<std::string>;

/// A service with books of its own, and eight customers.
struct paid_service {
  explicit paid_service(const char* faults = nullptr) {
    sim::provider_settings settings;
    settings.world.time_scale = 0;
    if (faults) settings.faults = json::parse(faults).as_object();
    auto started = sim::simulated_provider::start(settings);
    REQUIRE(started.has_value());
    service = std::move(*started);
    std::ofstream(folder / "ca.pem") << service->ca_pem();
    REQUIRE(run_parley({"profiles", "generate", "8", "--seed", "5", "--out", folder / "p"}).exit ==
            exit_ok);
  }
  program_output run(const words& more) const {
    words all{"run",
              "--provider",
              "openai",
              "--base-url",
              service->base_url(),
              "--ca-file",
              folder / "ca.pem",
              "--out",
              folder / "runs",
              "--profiles",
              folder / "p",
              "--progress",
              "never",
              "--reproducible",
              "--set",
              "loop.min_iterations=1",
              "--set",
              "retry.base_delay=1ms"};
    all.insert(all.end(), more.begin(), more.end());
    return run_parley(all);
  }
  std::uint64_t asked() const { return service->counters().requests; }
  fs::path made(const char* run, const char* file) const {
    return fs::path(folder / "runs") / run / file;
  }

  temporary_folder folder;
  std::unique_ptr<sim::simulated_provider> service;
};

// Replies that break off were charged; whoever asks again pays again.
constexpr const char* broken_replies =
    R"({"seed":3,"faults":[{"kind":"stream_reset","probability":0.3},
                           {"kind":"server_error","probability":0.1}]})";

std::int64_t count(const fs::path& run_db, const std::string& sql) {
  auto db = open_journal_file(run_db, open_mode::read_only);
  REQUIRE(db.has_value());
  const auto value = db->integer(sql);
  REQUIRE(value.has_value());
  return *value;
}

}  // namespace

TEST_CASE("a budget holds in the provider's own books while a third of its replies break off") {
  for (const auto& [flag, value] :
       {std::pair("--max-cost", "0.04"), std::pair("--max-requests", "40")}) {
    INFO(flag);
    const paid_service paid(broken_replies);
    const auto run = paid.run({flag, value, "--name", "x", "--max-iterations", "3"});
    INFO(run.err);
    CHECK(run.exit == exit_budget);
    const auto books = paid.service->counters();
    const double cost = 1e-6 * (0.4 * static_cast<double>(books.input_tokens) +
                                1.6 * static_cast<double>(books.output_tokens));
    CHECK(cost <= 0.04 * (std::string(flag) == "--max-cost" ? 1 : 100));
    if (std::string(flag) == "--max-requests") CHECK(books.requests <= 40);
    CHECK(count(paid.made("x", "run.db"),
                "SELECT count(*) FROM attempts WHERE failure IS NOT NULL") > 0);
    CHECK(count(paid.made("x", "run.db"), "SELECT count(*) FROM attempts WHERE ended_at IS NULL") ==
          0);
    // With more money it goes on, and still keeps to the whole of it.
    const auto more =
        run_parley({"resume", "x", "--out", paid.folder / "runs", "--progress", "never", flag,
                    std::string(flag) == "--max-cost" ? "0.05" : "60"});
    INFO(more.err);
    CHECK((more.exit == exit_budget || more.exit == exit_ok));
    if (std::string(flag) == "--max-requests") CHECK(paid.service->counters().requests <= 60);
  }
}

TEST_CASE("a run until a time that has passed asks nothing and can go on with another") {
  const paid_service paid;
  const auto late = paid.run({"--until", "2020-01-01T00:00Z", "--name", "x"});
  INFO(late.err);
  CHECK(late.exit == exit_budget);
  CHECK(paid.service->counters().granted == 0);
  const auto again =
      run_parley({"resume", "x", "--out", paid.folder / "runs", "--progress", "never"});
  CHECK(again.exit == exit_budget);  // it still means that moment
  CHECK(paid.service->counters().granted == 0);
  const auto more = run_parley({"resume", "x", "--out", paid.folder / "runs", "--progress", "never",
                                "--until", "+1h", "--max-iterations", "1"});
  INFO(more.err);
  CHECK(more.exit == exit_ok);
  auto db = open_journal_file(paid.made("x", "run.db"), open_mode::read_only);
  REQUIRE(db.has_value());
  const auto kept = db->text("SELECT value FROM settings WHERE key = 'loop.until'");
  REQUIRE(kept.has_value());
  CHECK_THAT(*kept, ContainsSubstring("Z") && ContainsSubstring("T"));  // not "+1h"
}

TEST_CASE("a second identical run makes no call and leaves the same files") {
  const paid_service paid;
  const words same{"--cache", "on", "--max-iterations", "2", "--csv", "--name"};
  const auto with = [&](const char* name) {
    words all = same;
    all.emplace_back(name);
    return paid.run(all);
  };
  REQUIRE(with("first").exit == exit_ok);
  const std::uint64_t asked = paid.asked();
  CHECK(asked > 20);
  const auto second = with("second");
  REQUIRE(second.exit == exit_ok);
  CHECK(paid.asked() == asked);
  CHECK_THAT(second.err, ContainsSubstring("came from the cache"));
  for (const char* file : {"iteration_1.json", "iteration_2.json"})
    CHECK((read_file(paid.made("first", file)) == read_file(paid.made("second", file))));
  const fs::path db = paid.made("second", "run.db");
  CHECK(count(db, "SELECT count(*) FROM outcomes WHERE source <> 'cache' OR cost <> 0") == 0);
  const fs::path cache = fs::path(paid.folder / "runs") / "cache.db";
  CHECK((fs::status(cache).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));

  // Only read: nothing new is kept. Off: everything is asked.
  REQUIRE(paid.run({"--cache", "off", "--max-iterations", "2", "--name", "third"}).exit == exit_ok);
  CHECK(paid.asked() == 2 * asked);
  const auto stats = run_parley({"cache", "stats", "--out", paid.folder / "runs", "--json"});
  CHECK(json::parse(stats.out).at("hits").to_number<std::uint64_t>() == asked);
  CHECK(run_parley({"cache", "clear", "--out", paid.folder / "runs"}).exit == exit_ok);
  REQUIRE(paid.run({"--cache", "read", "--max-iterations", "2", "--name", "fourth"}).exit ==
          exit_ok);
  CHECK(paid.asked() == 3 * asked);
  const auto empty = run_parley({"cache", "stats", "--out", paid.folder / "runs", "--json"});
  CHECK(json::parse(empty.out).at("replies").to_number<int>() == 0);
}

TEST_CASE("against a server of somebody's the cache is off unless it is asked for") {
  const paid_service paid;
  REQUIRE(paid.run({"--max-iterations", "1", "--name", "x"}).exit == exit_ok);
  CHECK_FALSE(fs::exists(fs::path(paid.folder / "runs") / "cache.db"));
  CHECK(paid.run({"--cache", "sometimes"}).exit == exit_usage);
}

TEST_CASE("a damaged cache is set aside with a message, and the run goes on") {
  const paid_service paid;
  fs::create_directories(paid.folder / "runs");
  std::ofstream(paid.folder / "runs/cache.db") << std::string(5000, 'x');
  const auto run = paid.run({"--cache", "on", "--max-iterations", "1", "--name", "x"});
  INFO(run.err);
  CHECK(run.exit == exit_ok);
  CHECK_THAT(run.err, ContainsSubstring("set aside as cache.db.damaged"));
  CHECK(fs::exists(fs::path(paid.folder / "runs") / "cache.db.damaged"));
  const auto stats = run_parley({"cache", "stats", "--out", paid.folder / "runs", "--json"});
  CHECK(json::parse(stats.out).at("replies").to_number<int>() > 5);
}
