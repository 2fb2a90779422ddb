#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_view.hpp"
#include "output/run_logger.hpp"
#include "sim/simulated_provider.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

struct load_bench {
  temporary_folder folder;
  std::string time_scale = "0";

  program_output run(std::vector<std::string> more) const {
    std::vector<std::string> words{"load",       "--out",    folder / "loads",
                                   "--progress", "never",    "--time-scale",
                                   time_scale,   "--warmup", "0"};
    words.insert(words.end(), more.begin(), more.end());
    return run_parley(words);
  }
  fs::path result(const char* name) const { return folder.path() / "loads" / "latest" / name; }
  load_record record() const { return load_from_json(read_file(result("load.json"))).value(); }
};

}  // namespace

TEST_CASE("load asks the simulated provider and leaves its files", "[load]") {
  load_bench bench;
  bench.time_scale = "0.02";  // long enough that four calls overlap
  const auto done = bench.run({"--concurrency", "4", "--requests", "60", "--csv", "--save-requests",
                               "--input-tokens", "100", "--output-tokens", "40", "--slo", "e2e:1m",
                               "--require", "good>=100%"});
  INFO(done.err);
  REQUIRE(done.exit == exit_ok);
  const auto r = bench.record();
  CHECK(r.provider == "sim");
  CHECK(r.steps.at(0).ok == 60);
  CHECK(r.steps.at(0).in_flight_peak == 4);
  CHECK(r.steps.at(0).output_tokens == 60 * 40);
  CHECK(r.steps.at(0).input_tokens >= 60 * 95);
  CHECK(r.steps.at(0).input_tokens <= 60 * 105);
  for (const char* file : {"report.html", "load.hlog", "steps.csv", "seconds.csv"})
    CHECK(fs::exists(bench.result(file)));
  CHECK_THAT(done.out, ContainsSubstring("60 ok"));
  CHECK_THAT(done.out, ContainsSubstring("since really sent"));

  // What was saved can be replayed.
  const auto again =
      bench.run({"--replay", bench.result("requests.jsonl").string(), "--speed", "4"});
  INFO(again.err);
  REQUIRE(again.exit == exit_ok);
  CHECK(bench.record().steps.at(0).ok == 60);
}

TEST_CASE("conversations grow turn by turn, over either endpoint", "[load]") {
  for (const char* api : {"responses", "chat"}) {
    load_bench bench;
    const auto done = bench.run({"--workload", "conversations", "--concurrency", "3", "--requests",
                                 "60", "--set", std::string("openai.api=") + api, "--no-stream"});
    INFO(done.err);
    REQUIRE(done.exit == exit_ok);
    const auto r = bench.record();
    CHECK(r.api == api);
    CHECK(r.steps.at(0).ok == 60);
    CHECK(r.steps.at(0).metric("ttft") == nullptr);
    CHECK(r.steps.at(0).input_tokens > 60 * 300);  // prompts and what was said so far
  }
}

TEST_CASE("a requirement that is not met is exit code 1", "[load]") {
  load_bench bench;
  const auto done = bench.run({"--requests", "20", "--require", "p95.e2e<1us"});
  CHECK(done.exit == exit_gate_failed);
  CHECK_THAT(done.out, ContainsSubstring("NOT met  p95.e2e<1us: p95.e2e = "));
  CHECK_FALSE(bench.record().requirements.at(0).met);
}

TEST_CASE("wrong options are refused before anything is sent", "[load]") {
  const std::vector<std::pair<std::vector<std::string>, const char*>> cases = {
      {{"--rate", "1e9"}, "0.001 to 100000 requests a second"},
      {{"--concurrency", "1000000"}, "1 to 20000"},
      {{"--slo", "fast"}, "--slo fast"},
      {{"--require", "p95.e2e<4"}, "with its unit"},
      {{"--input-tokens", "many"}, "--input-tokens many"},
      {{"--workload", "chess"}, "prompts or conversations"},
      {{"--rate", "5", "--sweep"}, "one shape"},
      {{"--extra-body", "[1]"}, "a JSON object"},
      {{"--replay", "/nonexistent"}, "cannot read"},
      {{"--speed", "2"}, "--replay"},
      {{"--duration", "5"}, "with its unit"},
      {{"--good", "0"}, "--good"},
  };
  for (const auto& [words, says] : cases) {
    load_bench bench;
    const auto done = bench.run(words);
    INFO(says << "\n" << done.err);
    CHECK(done.exit == exit_usage);
    CHECK_THAT(done.err, ContainsSubstring(says));
    CHECK_FALSE(fs::exists(bench.result("load.json")));
  }
}

TEST_CASE("a target that cannot be asked says why, with the right exit code", "[load]") {
  load_bench bench;
  const auto nobody = bench.run({"--base-url", "http://127.0.0.1:9/v1"});
  CHECK(nobody.exit == exit_provider);
  CHECK_THAT(nobody.err, ContainsSubstring("127.0.0.1:9"));

  sim::provider_settings settings;
  settings.key = "right";
  settings.world.time_scale = 0;
  const auto service = sim::simulated_provider::start(settings).value();
  const std::string ca = bench.folder / "ca.pem";
  REQUIRE(write_file(ca, service->ca_pem()).has_value());
  const auto untrusted = bench.run({"--base-url", service->base_url()});
  CHECK(untrusted.exit == exit_provider);
  CHECK_THAT(untrusted.err, ContainsSubstring("certificate"));

  const std::string key = bench.folder / "key";
  REQUIRE(write_file(key, "wrong\n").has_value());
  const auto refused =
      bench.run({"--base-url", service->base_url(), "--ca-file", ca, "--api-key-file", key});
  CHECK(refused.exit == exit_authentication);
  REQUIRE(write_file(key, "right\n").has_value());
  const auto unknown = bench.run({"--base-url", service->base_url(), "--ca-file", ca,
                                  "--api-key-file", key, "--model", "nobody"});
  CHECK(unknown.exit == exit_provider);
  CHECK_THAT(unknown.err, ContainsSubstring("nobody"));
  // Nothing was measured, so nothing is left behind.
  CHECK_FALSE(fs::exists(bench.result("load.json")));
}

TEST_CASE("two results compare and merge; tune writes limits and keeps comments", "[load]") {
  load_bench bench;
  REQUIRE(bench.run({"--steps", "20,40", "--requests", "30"}).exit == exit_ok);
  const std::string first = fs::canonical(bench.folder.path() / "loads" / "latest").string();
  REQUIRE(bench.run({"--steps", "20,40", "--requests", "30"}).exit == exit_ok);
  const std::string second = fs::canonical(bench.folder.path() / "loads" / "latest").string();

  const auto compared = run_parley({"load", "compare", first, second});
  CHECK(compared.exit == exit_ok);
  CHECK_THAT(compared.out, ContainsSubstring("20 requests/s"));
  CHECK_THAT(compared.out, ContainsSubstring("too little to say"));
  CHECK(run_parley({"load", "compare", first, second, "--require", "rps>1000"}).exit ==
        exit_gate_failed);
  CHECK(run_parley({"load", "compare", first, "/nonexistent"}).exit == exit_usage);

  const auto merged =
      run_parley({"load", "merge", first, second, "--out", bench.folder / "loads", "--id", "both"});
  CHECK(merged.exit == exit_ok);
  const auto both = load_from_json(read_file(bench.folder / "loads/both/load.json")).value();
  CHECK(both.steps.at(1).ok == 60);

  const std::string file = bench.folder / "parley.toml";
  REQUIRE(
      write_file(file, "# mine\n[limits.\"gpt-4.1-mini\"]\nin_flight = 999 # old\n").has_value());
  const auto tuned =
      run_parley({"tune", (bench.folder / "loads/both"), "--write", "--config", file});
  INFO(tuned.err);
  REQUIRE(tuned.exit == exit_ok);
  CHECK_THAT(tuned.out, ContainsSubstring("in_flight = "));
  const std::string text = read_file(file);
  CHECK(text.starts_with("# mine\n[limits.\"gpt-4.1-mini\"]\n"));
  CHECK_THAT(text, ContainsSubstring(" # old\n"));
  CHECK(text.find("999") == std::string::npos);
  config_sources sources;
  sources.explicit_file = file;
  CHECK(load_config(sources).problems.empty());
  CHECK(run_parley({"tune", "--loads", bench.folder / "none"}).exit == exit_usage);
}

TEST_CASE("the live display fits its width", "[load]") {
  load_view_state state;
  state.step = "100000 to 100000 requests/s, gamma 0.25 with a long tail of words behind it";
  state.last.ok = 123'456;
  state.last.limited = 99'999;
  state.ok = state.failed = 123'456'789;
  state.in_flight = 20'000;
  state.ttft_p50 = state.ttft_p95 = state.ttft_p99 = 123.4567;
  state.e2e_p50 = state.e2e_p95 = state.e2e_p99 = 0.0001234;
  state.has_objective = true;
  state.warmup = true;
  state.length = 3600;
  for (int i = 0; i < 300; ++i) state.tokens.push_back(i % 17);
  console con(stdout, stderr);
  con.configure("never", "never");
  for (const std::size_t width : {20u, 40u, 79u, 120u})
    for (const std::string& line : render_load(state, width, con))
      CHECK(display_width(line) <= width);
}
