// The loop from a command line to its files, against the embedded simulated provider.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <set>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> words(std::vector<std::string> own, const std::string& out) {
  for (const char* more : {"--time-scale", "0", "--progress", "never", "--out"})
    own.emplace_back(more);
  own.push_back(out);
  return own;
}

json::value document(const fs::path& path) {
  auto parsed = parse_json(read_file(path), 64);
  REQUIRE(parsed);
  return *parsed;
}

// The example of the specification and one customer of each other cohort.
void write_four_profiles(const std::string& folder) {
  REQUIRE(run_parley({"profiles", "generate", "8", "--seed", "5", "--out", folder}).exit ==
          exit_ok);
}

}  // namespace

TEST_CASE("the main job: 52 samples, three iterations, a table, files and a report") {
  temporary_folder folder;
  const auto run = run_parley(words({"run", "--max-iterations", "3", "--csv"}, folder / "runs"));
  INFO(run.err);
  REQUIRE(run.exit == exit_ok);
  CHECK_THAT(run.out, ContainsSubstring("Before and after: iteration 1 → 3"));
  CHECK_THAT(run.out, ContainsSubstring("quiet, unsatisfied") && ContainsSubstring("report.html"));
  CHECK_THAT(run.err, ContainsSubstring("52 customers") && ContainsSubstring("judged "));

  const fs::path latest = fs::path(folder / "runs") / "latest";
  for (const char* name :
       {"iteration_1.json", "iteration_2.json", "iteration_3.json", "run.json", "report.html",
        "prompt_history/iter_1.json", "prompt_history/iter_1.txt", "prompt_history/iter_3.json"})
    CHECK(fs::exists(latest / name));

  const json::value iteration = document(latest / "iteration_2.json");
  CHECK(iteration.at("iteration").as_int64() == 2);
  for (const char* member : {"prompt_seed", "tone", "template", "objectives", "max_turns"})
    CHECK(iteration.at("plan").as_object().contains(member));
  CHECK(iteration.at("transcripts").as_array().size() == 52);
  const auto& report = iteration.at("cohort_report").as_object();
  CHECK(report.at("cohorts").as_object().size() == 4);
  for (const char* member :
       {"n", "avg_nps", "avg_churn", "avg_engagement", "avg_ltv", "best_strategy", "notes"})
    CHECK(report.at("cohorts").at("vocal_insatisfecho").as_object().contains(member));
  for (const char* member : {"avg_ltv", "reward", "tokens_used"})
    CHECK(report.at("global").as_object().contains(member));

  const std::string page = read_file(latest / "report.html");
  for (const char* fetches : {"src=\"http", "href=\"http", "url(http", "@import", "fetch("})
    CHECK(page.find(fetches) == std::string::npos);  // self-contained
  CHECK_THAT(page, ContainsSubstring("<svg") || ContainsSubstring("createElementNS"));

  const auto again = run_parley({"report", "latest", "--out", folder / "runs"});
  CHECK(again.exit == exit_ok);
  CHECK_THAT(again.out, ContainsSubstring("Before and after: iteration 1 → 3"));
  CHECK(read_file(latest / "report.html") == page);
}

TEST_CASE("the same command gives the same transcripts and scores, whatever the timing") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  const auto transcripts = [&](const std::string& out, const char* open) {
    const auto run = run_parley(words(
        {"run", "--profiles", folder / "mine", "--max-iterations", "3", "--max-open", open}, out));
    INFO(run.err);
    REQUIRE(run.exit == exit_ok);
    json::value scores = document(fs::path(out) / "latest" / "iteration_3.json").at("scores");
    // What the provider had in its prompt cache depends on what came before: tokens, not words.
    for (json::value& score : scores.as_array()) score.as_object().erase("spend");
    return json::serialize(scores);
  };
  CHECK(transcripts(folder / "a", "500") == transcripts(folder / "b", "1"));
}

TEST_CASE("both languages and Chat Completions serve the same loop") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  for (const std::vector<std::string>& variant :
       {std::vector<std::string>{"--language", "en"},
        {"--api", "chat"},
        {"--set", "transport.stream=false"},
        {"--api", "chat", "--set", "transport.stream=false"}}) {
    std::vector<std::string> line = {
        "run", "--profiles", folder / "mine",         "--max-iterations",
        "1",   "--set",      "loop.min_iterations=1", "--json"};
    line.insert(line.end(), variant.begin(), variant.end());
    const auto run = run_parley(words(line, folder / "runs"));
    INFO(variant.front() << " " << variant.back() << "\n" << run.err);
    REQUIRE(run.exit == exit_ok);
    const auto summary = parse_json(run.out);
    REQUIRE(summary);
    CHECK(summary->at("iterations").as_int64() == 1);
    CHECK(summary->at("comparison").is_null());
  }
}

TEST_CASE("iterate goes on as if the loop had not ended: same customers, same words, compared") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  const std::string out = folder / "runs";
  const auto unbroken = run_parley(
      words({"run", "--profiles", folder / "mine", "--max-iterations", "2"}, folder / "unbroken"));
  REQUIRE(unbroken.exit == exit_ok);
  const auto first = run_parley(words({"iterate", "--profiles", folder / "mine"}, out));
  INFO(first.err);
  REQUIRE(first.exit == exit_ok);
  CHECK_THAT(first.err, ContainsSubstring("fresh start: iteration 1"));
  const fs::path latest = fs::path(out) / "latest";
  CHECK(document(latest / "iteration_1.json").at("tuning").is_object());
  const std::string first_id = fs::read_symlink(latest).string();

  const auto second = run_parley(words({"iterate", "--iter", "2"}, out));
  INFO(second.err << second.out);
  REQUIRE(second.exit == exit_ok);
  CHECK_THAT(second.err, ContainsSubstring("Going on from run " + first_id + ": iteration 2") &&
                             ContainsSubstring("the same 8 customers"));
  CHECK_THAT(second.out, ContainsSubstring("iteration 1 of run " + first_id + " → 2"));
  CHECK_THAT(second.out, !ContainsSubstring("One iteration only"));
  const json::value two = document(latest / "iteration_2.json");
  const json::value whole = document(fs::path(folder / "unbroken") / "latest/iteration_2.json");
  CHECK(two.at("plan") == whole.at("plan"));
  const auto said = [](const json::value& iteration) {
    std::string all;
    for (const auto& talk : iteration.at("transcripts").as_array())
      all += json::serialize(talk.at("turns")) + "\n";
    return all;
  };
  CHECK(said(two) == said(whole));
  const json::value run = document(latest / "run.json");
  CHECK(run.at("continues").at("run_id").as_string() == first_id);
  CHECK(run.at("continues").at("customers_in_common").as_int64() == 8);
  CHECK(run.at("history").as_array().size() == 2);
  CHECK(run.at("comparison").at("before_iteration").as_int64() == 1);
}

TEST_CASE("iterate refuses numbers that skip, and says when the customers are others") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  const std::string out = folder / "runs";
  CHECK(run_parley(words({"iterate", "--iter", "2"}, out)).exit == exit_usage);  // no run yet
  REQUIRE(run_parley(words({"iterate", "--profiles", folder / "mine"}, out)).exit == exit_ok);
  const auto skipped = run_parley(words({"iterate", "--iter", "4"}, out));
  CHECK(skipped.exit == exit_usage);
  CHECK_THAT(skipped.err, ContainsSubstring("has iteration 1 only; the next one is 2"));
  const auto both = run_parley(words({"iterate", "--iter", "1", "--from", "latest"}, out));
  CHECK(both.exit == exit_usage);

  REQUIRE(
      run_parley({"profiles", "generate", "4", "--seed", "9", "--out", folder / "others"}).exit ==
      exit_ok);
  for (const auto& file : fs::directory_iterator(folder / "others")) {  // other ids too
    std::string text = read_file(file.path());
    text.replace(text.find("\"customer_id\": \"") + 16, 1, "X");
    std::ofstream(file.path()) << text;
  }
  const auto others =
      run_parley(words({"iterate", "--from", "latest", "--profiles", folder / "others"}, out));
  INFO(others.err << others.out);
  REQUIRE(others.exit == exit_ok);
  CHECK_THAT(others.err, ContainsSubstring("none of that run's 8 customers"));
  CHECK_THAT(others.out, ContainsSubstring("Not compared with iteration 1 of run"));
  const auto again = run_parley(words({"iterate", "--iter", "2"}, out));
  CHECK(again.exit == exit_usage);  // the latest holds iteration 2 only
  CHECK_THAT(again.err, ContainsSubstring("the next one is 3") && ContainsSubstring("--from"));
}

TEST_CASE("budgets stop a run with exit code 5, and say which") {
  temporary_folder folder;
  for (const auto& [flag, value, word] :
       {std::tuple{"--max-tokens", "20000", "token"}, std::tuple{"--max-cost", "0.01", "cost"},
        std::tuple{"--max-requests", "40", "request"}}) {
    const auto run = run_parley(words({"run", flag, value}, folder / "runs"));
    INFO(flag << "\n" << run.err << run.out);
    CHECK(run.exit == exit_budget);
    CHECK_THAT(run.out, ContainsSubstring("Stopped:") && ContainsSubstring(word));
  }
}

TEST_CASE("bad files are left out on request, and the run says so") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  std::ofstream(folder / "mine/zz.json") << "{}";
  const auto run = run_parley(words({"run", "--profiles", folder / "mine", "--skip-invalid",
                                     "--max-iterations", "1", "--set", "loop.min_iterations=1"},
                                    folder / "runs"));
  INFO(run.err);
  CHECK(run.exit == exit_ok);
  CHECK_THAT(run.err, ContainsSubstring("1 of 9 profile files left out"));
}

TEST_CASE("an output folder that cannot be made stops the run before anything is spent") {
  temporary_folder folder;
  std::ofstream(folder / "file") << "in the way";
  const auto run = run_parley(words({"run"}, folder / "file/runs"));
  CHECK(run.exit == exit_usage);
  CHECK_THAT(run.err, ContainsSubstring("error:") && ContainsSubstring("file/runs"));
}

TEST_CASE("doctor looks at everything and asks the provider") {
  temporary_folder folder;
  const auto good = run_parley({"doctor", "--out", folder / "runs", "--json"});
  INFO(good.err << good.out);
  CHECK(good.exit == exit_ok);
  const auto rows = parse_json(good.out);
  REQUIRE(rows);
  std::set<std::string> checks;
  for (const auto& row : rows->as_array()) checks.insert(row.at("check").as_string().c_str());
  for (const char* check : {"configuration", "profiles", "prompts", "output", "provider"})
    CHECK(checks.contains(check));
  CHECK(run_parley({"doctor", "--profiles", folder / "none"}).exit == exit_usage);
}

TEST_CASE("the demo's own number of iterations gives way to every source") {
  temporary_folder folder;
  std::ofstream(folder / "parley.toml") << "[loop]\nmax_iterations = 1\nmin_iterations = 1\n";
  config_sources machine;
  machine.project_file = folder / "parley.toml";
  const auto run = run_parley(words({"demo", "--json"}, folder / "runs"), machine);
  INFO(run.err);
  REQUIRE(run.exit == exit_ok);
  CHECK(parse_json(run.out)->at("iterations").as_int64() == 1);
}

TEST_CASE("a run that finished nothing leaves latest on the one that did") {
  temporary_folder folder;
  write_four_profiles(folder / "mine");
  const auto good = run_parley(words({"iterate", "--profiles", folder / "mine"}, folder / "runs"));
  REQUIRE(good.exit == exit_ok);
  const auto first = fs::read_symlink(fs::path(folder / "runs") / "latest");
  // A server of the user's own is what is meant, key or not: never the simulated one.
  const auto lost = run_parley(words({"run", "--profiles", folder / "mine", "--base-url",
                                      "http://127.0.0.1:9/v1", "--set", "retry.max_attempts=1"},
                                     folder / "runs"));
  CHECK(lost.exit == exit_provider);
  CHECK(fs::read_symlink(fs::path(folder / "runs") / "latest") == first);
}
