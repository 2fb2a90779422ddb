#include "small_run.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "cli/exit_code.hpp"
#include "output/open_run.hpp"
#include "output/store/schema.hpp"

namespace parley::test {

namespace fs = std::filesystem;

small_run::small_run() {
  REQUIRE(run_parley({"profiles", "generate", "5", "--seed", "5", "--out", folder / "p"}).exit ==
          cli::exit_ok);
}

words small_run::line(const words& more, const std::string& out) const {
  words all = {"run",
               "--profiles",
               folder / "p",
               "--out",
               folder / out,
               "--name",
               "x",
               "--max-iterations",
               "2",
               "--set",
               "loop.min_iterations=1",
               "--time-scale",
               "0",
               "--csv",
               "--reproducible",
               "--cache",
               "off",
               "--progress",
               "never"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

words small_run::process_line(const std::string& time_scale) const {
  words all = line({});
  *(std::find(all.begin(), all.end(), "--time-scale") + 1) = time_scale;
  all.insert(all.begin(), PARLEY_PROGRAM);
  return all;
}

fs::path small_run::run(const std::string& out) const {
  return fs::path(folder / out) / "x";
}

program_output small_run::resume(words more) const {
  words all = {"resume", "x", "--out", folder / "runs", "--progress", "never"};
  all.insert(all.end(), more.begin(), more.end());
  return run_parley(all);
}

void small_run::must_equal(const fs::path& whole, const fs::path& mended) const {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(whole)) {
    const std::string name = fs::relative(entry.path(), whole).string();
    if (!entry.is_regular_file() || name.starts_with("run.db") || name == "run.lock") continue;
    INFO(name);
    REQUIRE(fs::exists(mended / name));
    CHECK((read_file(entry.path()) == read_file(mended / name)));
    ++files;
  }
  CHECK(files > 8);
}

std::int64_t count(const fs::path& run, const std::string& sql) {
  auto db = open_journal_file(run / journal_name, open_mode::read_write);
  REQUIRE(db.has_value());
  const auto value = db->integer(sql);
  REQUIRE(value.has_value());
  return *value;
}

}  // namespace parley::test
