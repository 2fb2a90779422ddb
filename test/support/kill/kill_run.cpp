#include "test/support/kill/kill_run.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>

#include "base/random_stream.hpp"
#include "output/open_run.hpp"
#include "output/store/each_row.hpp"
#include "output/store/schema.hpp"

namespace parley::test {
namespace {

namespace fs = std::filesystem;
constexpr const char* run_name = "x";
constexpr int most_tries = 60;  // processes for one run; later ones are left alone

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Everything that a run must leave the same: JSON, CSV and prompt texts, by relative path.
std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    if (!entry.is_regular_file() || name.starts_with("run.db") || name == "run.lock" ||
        name == "report.html")
      continue;
    out[name] = bytes_of(entry.path());
  }
  return out;
}

/// The journal as the dead process left it, looked at in a copy.
struct journal_view {
  std::set<std::string> recorded;   // names of calls with a reply
  std::map<std::string, int> lost;  // in flight at an end
  std::string problem;
};

journal_view look_at(const fs::path& run, const fs::path& scratch) {
  journal_view out;
  fs::remove_all(scratch);
  fs::create_directories(scratch);
  for (const char* name : {"run.db", "run.db-wal"})
    if (fs::exists(run / name)) fs::copy_file(run / name, scratch / name);
  if (!fs::exists(scratch / "run.db")) return out;
  auto db = open_journal_file(scratch / "run.db", open_mode::read_write);
  if (!db) {
    out.problem = db.error().message;
    return out;
  }
  const auto check = db->text("PRAGMA integrity_check");
  if (!check || *check != "ok") out.problem = "integrity: " + (check ? *check : "unreadable");
  auto done =
      each_row(*db,
               "SELECT role, customer_id, iteration, turn, replicate, reask, judgement, arm,"
               " o.answered FROM intents i"
               " LEFT JOIN outcomes o USING (call)",
               [&](statement& row) {
                 std::string name = row.text();
                 if (const std::string customer = row.text(); !customer.empty())
                   name += "/" + customer;
                 for (int i = 0; i < 4; ++i) name += "/" + std::to_string(row.integer());
                 if (const auto judgement = row.integer(); judgement > 0)
                   name += "/" + std::to_string(judgement);
                 if (const auto arm = row.integer(); arm > 0) name += "/a" + std::to_string(arm);
                 if (row.flag())
                   out.recorded.insert(name);
                 else
                   ++out.lost[name];
               });
  if (!done) out.problem = done.error().message;
  return out;
}

class killer {
 public:
  killer(const kill_options& options, const fs::path& folder)
      : options_(options),
        folder_(folder),
        provider_(options.program, folder, "0.01"),
        random_(options.seed, "kill", "test") {}

  kill_result run() {
    const auto started = std::chrono::steady_clock::now();
    prepare();
    while (out_.kills < options_.kills && out_.wrong.empty()) one_run();
    out_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(out_);
  }

 private:
  std::vector<std::string> words() const {
    return {options_.program,
            "run",
            "--profiles",
            folder_ / "profiles",
            "--provider",
            "openai",
            "--base-url",
            provider_.base_url(),
            "--out",
            folder_ / "runs",
            "--name",
            run_name,
            "--max-iterations",
            "2",
            "--set",
            "loop.min_iterations=1",
            "--max-open",
            "3",
            "--csv",
            "--reproducible",
            "--progress",
            "never"};
  }

  int start(const environment& more, double seconds) {
    environment all = more;
    all.emplace_back("OPENAI_API_KEY", "x");
    child_process child(words(), all, folder_ / "out", folder_ / "err");
    const int status = child.wait(seconds);
    if (status >= 0) return status;
    child.send(SIGKILL);
    return child.wait(60);
  }

  void prepare() {
    child_process make({options_.program, "profiles", "generate", "5", "--seed", "5", "--out",
                        folder_ / "profiles"},
                       {}, folder_ / "out", folder_ / "err");
    if (make.wait(60) != 0) return wrong("no profiles");
    const auto begun = std::chrono::steady_clock::now();
    if (start({}, 300) != 0) return wrong("the unbroken run failed: " + bytes_of(folder_ / "err"));
    unbroken_sec_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    expected_ = files_of(folder_ / "runs" / run_name);
    calls_ = provider_.granted().size();
  }

  /// Kills this process at a switch, or by the clock.
  std::pair<environment, double> draw_fault() {
    if (options_.fault_switch.empty() || random_.chance(0.4))
      return {{}, random_.uniform(0.005, unbroken_sec_)};
    static constexpr const char* points[] = {"commit", "fsync", "rename", "write", "file"};
    const std::string point = points[random_.below(5)];
    const auto nth = 1 + random_.below(point == "rename" || point == "file" ? 12 : 40);
    const char* when = random_.chance(0.5) ? "before" : "after";
    return {{{"LD_PRELOAD", options_.fault_switch},
             {"PARLEY_FAULT", fmt::format("{}:{}:{}", point, nth, when)}},
            300};
  }

  void one_run() {
    const fs::path run = folder_ / "runs" / run_name;
    fs::remove_all(folder_ / "runs");
    provider_.forget();
    std::map<std::string, int> settled;  // recorded calls and what the provider had granted then
    for (int tries = 0;; ++tries) {
      const auto [fault, seconds] =
          tries < most_tries ? draw_fault() : std::pair<environment, double>{{}, 300};
      const int status = start(fault, seconds);
      if (status == 0) break;
      const std::string said = bytes_of(folder_ / "err");
      if (status == 2 && said.find("is finished") != std::string::npos) break;
      if (status != 128 + SIGKILL)
        return wrong(fmt::format("exit {} after {} kills: {}", status, out_.kills, said));
      ++out_.kills;
      ++(fault.empty() ? out_.timed_kills : out_.switch_kills);
      check_calls(run, settled);
      if (!out_.wrong.empty()) return;
    }
    ++out_.runs;
    check_end(run);
  }

  void check_calls(const fs::path& run, std::map<std::string, int>& settled) {
    const journal_view seen = look_at(run, folder_ / "scratch");
    if (!seen.problem.empty()) return wrong(seen.problem);
    const auto granted = provider_.granted();
    for (const auto& [call, count] : settled) {
      if (!seen.recorded.contains(call)) wrong("recorded and gone: " + call);
      if (granted.at(call) != count) wrong("recorded, and asked again: " + call);
    }
    for (const std::string& call : seen.recorded) {
      const auto found = granted.find(call);
      if (found == granted.end()) return wrong("recorded, and never granted: " + call);
      settled[call] = found->second;
    }
  }

  void check_end(const fs::path& run) {
    const journal_view seen = look_at(run, folder_ / "scratch");
    if (!seen.problem.empty()) return wrong(seen.problem);
    const auto granted = provider_.granted();
    if (granted.size() != calls_)
      wrong(fmt::format("{} calls instead of {}", granted.size(), calls_));
    for (const auto& [call, count] : granted) {
      const auto lost = seen.lost.find(call);
      const int allowed = 1 + (lost == seen.lost.end() ? 0 : lost->second);
      if (count > allowed)
        wrong(fmt::format("{} was granted {} times, and {} were counted lost", call, count,
                          allowed - 1));
      out_.paid_twice += count - 1;
    }
    for (const auto& [call, count] : seen.lost) out_.lost_calls += count;
    const auto files = files_of(run);
    for (const auto& [name, content] : expected_) {
      const auto found = files.find(name);
      if (found == files.end()) wrong("missing: " + name);
      if (found != files.end() && found->second != content) wrong("other bytes: " + name);
    }
    for (const auto& [name, content] : files)
      if (!expected_.contains(name)) wrong("too much: " + name);
  }

  void wrong(std::string what) { out_.wrong.push_back(std::move(what)); }

  kill_options options_;
  fs::path folder_;
  separate_provider provider_;
  random_stream random_;
  kill_result out_;
  double unbroken_sec_ = 1;
  std::map<std::string, std::string> expected_;
  std::size_t calls_ = 0;
};

}  // namespace

kill_result kill_again_and_again(const kill_options& options) {
  std::string folder = (fs::temp_directory_path() / "parley-kill-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return {.wrong = {"no temporary folder"}};
  kill_result out = killer(options, folder).run();
  std::error_code ignored;
  if (out.wrong.empty()) fs::remove_all(folder, ignored);
  if (!out.wrong.empty()) out.wrong.push_back("kept for a look: " + folder);
  return out;
}

}  // namespace parley::test
