// parley label as a process: piped answers, kill and resume, sheets both ways, what it leads to.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <map>
#include <thread>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "output/csv.hpp"
#include "output/csv_read.hpp"
#include "output/store/label_rows.hpp"
#include "output/store/schema.hpp"
#include "test/support/cli/captured_program.hpp"
#include "test/unit/output/schema_check.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using namespace std::chrono_literals;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;
using words = std::vector<std::string>;

/// parley in a folder, with a pipe for what is typed.
class typed_child {
 public:
  typed_child(const temporary_folder& folder, words line) : folder_(folder) {
    line.insert(line.begin(), PARLEY_PROGRAM);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    fs::remove(folder.path() / "out.txt");  // what is waited for is this one's
    std::fflush(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[0], STDIN_FILENO);
      ::close(ends[1]);
      if (::chdir(folder.path().c_str()) != 0) ::_exit(120);
      if (!std::freopen("out.txt", "w", stdout) || !std::freopen("err.txt", "w", stderr))
        ::_exit(122);
      std::vector<char*> argv;
      for (std::string& word : line) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(121);
    }
    ::close(ends[0]);
    to_ = ends[1];
  }
  ~typed_child() {
    end_input();
    if (!reaped_) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  void type(const std::string& text) const {
    REQUIRE(::write(to_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  void end_input() {
    if (to_ >= 0) ::close(to_);
    to_ = -1;
  }
  void send(int signal) const { ::kill(pid_, signal); }
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    reaped_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string out() const {
    const fs::path file = folder_.path() / "out.txt";
    return fs::exists(file) ? read_file(file) : "";
  }

 private:
  const temporary_folder& folder_;
  pid_t pid_ = -1;
  int to_ = -1;
  bool reaped_ = false;
};

/// A run with 52 customers, two prompts and a last measurement; it is called r.
struct labelled_world {
  labelled_world() {
    const auto made = run_parley({"run", "--time-scale", "0", "--max-iterations", "2", "--seed",
                                  "5", "--set", "run.reproducible=true", "--out", folder / "runs",
                                  "--name", "r", "--progress", "never"});
    INFO(made.err);
    REQUIRE(made.exit == exit_ok);
  }
  /// One label command; what is typed is `answers`, then the end.
  int label(words more, const std::string& answers = "") const {
    words line{"label", "r", "--out", folder / "runs"};
    line.insert(line.end(), more.begin(), more.end());
    typed_child child(folder, line);
    child.type(answers);
    child.end_input();
    return child.wait();
  }
  std::string out() const { return read_file(folder.path() / "out.txt"); }
  std::string err() const { return read_file(folder.path() / "err.txt"); }
  people_rows rows() const {
    auto db = open_journal_file(folder.path() / "runs/r/run.db", open_mode::read_only);
    REQUIRE(db.has_value());
    auto read = read_people(*db);
    REQUIRE(read.has_value());
    return std::move(*read);
  }
  std::size_t complete(const std::string& rater) const {
    std::size_t n = 0;
    for (const person_label& one : rows().labels) n += one.rater == rater && one.complete();
    return n;
  }
  json::value people() const {
    auto value = parse_json(read_file(folder.path() / "runs/r/people.json"));
    REQUIRE(value.has_value());
    return std::move(*value);
  }
  /// Every file of the run's folder that a run writes.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "runs/r"))
      if (entry.is_regular_file() && entry.path().extension() != ".lock" &&
          !entry.path().filename().string().starts_with("run.db"))
        out[entry.path().filename().string()] = read_file(entry.path());
    return out;
  }
  temporary_folder folder;
};

std::string answers_for(std::size_t conversations, double nps = 6) {
  std::string out;
  for (std::size_t i = 0; i < conversations; ++i)
    out += number_text(nps + 0.5 * static_cast<double>(i % 3)) + "\n0.4\n20%\n\n";
  return out;
}

void check_schema(const json::value& document) {
  schema_check schemas(PARLEY_SCHEMAS);
  std::string lines;
  for (const std::string& one : schemas.problems(document, "people.schema.json"))
    lines += one + "\n";
  CHECK(lines == "");
}

}  // namespace

TEST_CASE("people score a sample on the terminal: durable at once, blind, and gone on with") {
  const labelled_world world;
  const auto before = world.files();

  // Each answer is on the disk when the next is asked; a kill loses the one being typed.
  {
    typed_child child(world.folder, {"label", "r", "--out", world.folder / "runs", "--rater", "ana",
                                     "--size", "8"});
    child.type("7\n0.4\n0.2");
    for (int i = 0; i < 600; ++i) {
      const auto labels = world.rows().labels;
      if (!labels.empty() && labels[0].engagement) break;
      std::this_thread::sleep_for(50ms);
    }
    child.send(SIGKILL);
    CHECK(child.wait() == 128 + SIGKILL);
  }
  REQUIRE(world.rows().labels.size() == 1);
  CHECK(world.rows().labels[0].nps == 7);
  CHECK(world.rows().labels[0].engagement == 0.4);
  CHECK_FALSE(world.rows().labels[0].churn);
  CHECK(world.rows().sample.size() == 8);

  // Ctrl-C is a stop like any other.
  {
    typed_child child(world.folder,
                      {"label", "r", "--out", world.folder / "runs", "--rater", "ana"});
    for (int i = 0; i < 600 && child.out().find("Probability of leaving") == std::string::npos; ++i)
      std::this_thread::sleep_for(50ms);
    child.send(SIGINT);
    CHECK(child.wait() == exit_incomplete);
    CHECK_THAT(child.out(), ContainsSubstring("Stopped: 0 scored"));
  }

  // The same command asks for what is missing, says what bad input lacks, and stops at the end.
  CHECK(world.label({"--rater", "ana"}, "40\n30%\nmuy amable\n8\nx\n") == exit_incomplete);
  CHECK(world.complete("ana") == 1);
  CHECK_THAT(world.out(), ContainsSubstring("found \"40\", expected a probability") &&
                              ContainsSubstring("Stopped: 1 scored") &&
                              ContainsSubstring("Company") && !ContainsSubstring("rationale"));
  CHECK(world.label({"--rater", "ana"}, "0.5\n0.5\n\n" + answers_for(6)) == exit_ok);
  CHECK(world.complete("ana") == 8);
  CHECK_THAT(world.out(), ContainsSubstring("that was the whole sample") &&
                              ContainsSubstring("drawn at random within each cohort"));
  for (const person_label& one : world.rows().labels) CHECK(one.source == "terminal");
  check_schema(world.people());
  CHECK(world.people().at("means").at(0).at("claimed") == true);

  // A larger sample begins with this one; another seed would not be the same sample.
  CHECK(world.label({"--rater", "ana", "--size", "10"}, "s\n") == exit_incomplete);
  CHECK(world.rows().sample.size() == 10);
  CHECK(world.label({"--seed", "77"}) == exit_usage);

  // A second person on the same conversations; then the pairs of the last measurement.
  CHECK(world.label({"--rater", "eva", "--size", "8"}, answers_for(10, 5)) == exit_ok);
  CHECK(world.people().at("between_people").at("nps").at("n") == 8);
  CHECK(world.label({"--of", "gain", "--rater", "ana"}, answers_for(60)) == exit_ok);
  const json::value gain = world.people().at("gain");
  check_schema(world.people());
  const auto run = parse_json(read_file(world.folder.path() / "runs/r/run.json"));
  REQUIRE(run.has_value());
  CHECK(gain.at("metrics").at("reward").at("judge").as_double() ==
        Approx(run->at("truth").at("measurement").at("mean").as_double()));

  // Terminal, page and document show it; all other files are the bytes they were, also anew.
  const auto shown = run_parley({"report", "r", "--out", world.folder / "runs"});
  CHECK_THAT(shown.out, ContainsSubstring("What people say of it") &&
                            ContainsSubstring("corrected by people"));
  const auto for_programs = run_parley({"report", "r", "--json", "--out", world.folder / "runs"});
  CHECK(parse_json(for_programs.out)->at("people") == world.people());
  CHECK(run_parley({"replay", "r", "--out", world.folder / "runs"}).exit == exit_ok);
  const auto after = world.files();
  for (const auto& [name, bytes] : before) {
    INFO(name);
    CHECK((after.at(name) == bytes) == (name != "report.html"));
  }
  CHECK_THAT(after.at("report.html"), ContainsSubstring("Corrected by people"));
}

TEST_CASE("a sheet is written blank, read whole or not at all, and a chosen one corrects nothing") {
  const labelled_world world;
  const std::string file = world.folder / "sheet.csv";
  REQUIRE(world.label({"--export-csv", file, "--size", "12", "--rater", "eva"}) == exit_ok);
  CHECK(world.label({"--export-csv", file}) == exit_usage);  // it may be filled in
  const auto blank = read_csv(read_file(file));
  REQUIRE(blank.has_value());
  REQUIRE(blank->rows.size() == 12);
  CHECK(world.label({"--import", file}) == exit_ok);
  CHECK(world.rows().labels.empty());
  CHECK_FALSE(fs::exists(world.folder.path() / "runs/r/people.json"));

  const auto filled = [&](double first) {
    csv_writer out;
    for (const std::string& name : blank->header) out.text(name);
    out.end_row();
    for (std::size_t i = 0; i < blank->rows.size(); ++i) {
      const auto& cells = blank->rows[i].cells;
      for (std::size_t c = 0; c < 6; ++c) out.text(cells[c]);
      out.number(i == 0 ? first : 5.5).number(0.5).number(0.25).text("").end_row();
    }
    std::ofstream(file, std::ios::binary) << out.str();
  };
  filled(11);
  CHECK(world.label({"--import", file}) == exit_usage);
  CHECK_THAT(world.err(), ContainsSubstring("line 2, nps: found \"11\"") &&
                              ContainsSubstring("nothing was imported"));
  CHECK(world.rows().labels.empty());
  filled(6);
  CHECK(world.label({"--import", file, "--json"}) == exit_ok);
  CHECK(parse_json(world.out())->at("conversations") == 12);
  CHECK(world.complete("eva") == 12);
  CHECK(world.people().at("means").at(0).at("claimed") == true);
  CHECK(world.label({"--import", file}) == exit_ok);
  CHECK_THAT(world.out(), ContainsSubstring("0 scores taken, 12 known already"));

  // Conversations that somebody chose: of the other iteration, where nothing was drawn.
  const std::string customer = blank->rows[0].cells[1];
  std::ofstream(world.folder / "own.csv") << "customer,iteration,nps,engagement,churn\n"
                                          << customer << ",1,3,0.1,0.9\n";
  CHECK(world.label({"--import", world.folder / "own.csv"}) == exit_usage);  // who scored?
  CHECK(world.label({"--import", world.folder / "own.csv", "--rater", "ana"}) == exit_ok);
  CHECK_THAT(world.out(), ContainsSubstring("not drawn at random"));
  check_schema(world.people());
  CHECK(world.people().at("means").at(0).at("claimed") == false);
  CHECK(world.people().at("means").at(1).at("claimed") == true);
}

TEST_CASE("a labelled run goes on to the same bytes as one that nobody labelled, and tells of it") {
  const labelled_world labelled, plain;
  REQUIRE(labelled.label({"--rater", "ana", "--size", "8"}, answers_for(8)) == exit_ok);
  const auto go_on = [](const labelled_world& world) {
    const auto done = run_parley({"resume", "r", "--max-iterations", "3", "--progress", "never",
                                  "--out", world.folder / "runs"});
    INFO(done.err);
    REQUIRE(done.exit == exit_ok);
    return done.out;
  };
  CHECK_THAT(go_on(labelled), ContainsSubstring("People scored 8 of"));
  CHECK_THAT(go_on(plain), !ContainsSubstring("People scored"));
  const auto one = labelled.files(), other = plain.files();
  CHECK(one.size() == other.size() + 1);  // people.json
  for (const auto& [name, bytes] : other) {
    INFO(name);
    CHECK((one.at(name) == bytes) == (name != "report.html"));
  }
}

TEST_CASE("where nothing can be scored, it is said why") {
  temporary_folder folder;
  const words run{"run",
                  "--time-scale",
                  "0",
                  "--max-iterations",
                  "1",
                  "--set",
                  "truth.gate=false",
                  "--out",
                  folder / "runs",
                  "--progress",
                  "never",
                  "--name"};
  const auto begin = [&](words more) {
    words line = run;
    line.insert(line.end(), more.begin(), more.end());
    REQUIRE(run_parley(line).exit == exit_ok);
  };
  begin({"bare", "--journal", "none"});
  begin({"plain"});
  const auto refused = [&](words line) {
    line.insert(line.end(), {"--out", folder / "runs"});
    const auto done = run_parley(line);
    CHECK(done.exit == exit_usage);
    return done.err;
  };
  CHECK_THAT(refused({"label", "bare"}), ContainsSubstring("without a journal"));
  CHECK_THAT(refused({"label", "plain", "--of", "gain"}), ContainsSubstring("no last measurement"));
  CHECK_THAT(refused({"label", "plain", "--iteration", "2"}),
             ContainsSubstring("the last one is 1"));
  CHECK_THAT(refused({"label", "nowhere"}), ContainsSubstring("no run \"nowhere\""));
  CHECK_THAT(refused({"label", "plain", "--of", "gain", "--iteration", "1"}),
             ContainsSubstring("choose one"));
  CHECK_THAT(refused({"label", "plain", "--import", folder / "none.csv"}),
             ContainsSubstring("cannot be read"));
}
