#include "profiles/loader.hpp"

#include <stdlib.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "profiles/limits.hpp"
#include "test/unit/profiles/karen.hpp"

using namespace parley;
namespace fs = std::filesystem;

namespace {

class profile_folder {
 public:
  profile_folder() {
    std::string pattern = (fs::temp_directory_path() / "parley-profiles-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~profile_folder() {
    std::error_code ec;
    fs::remove_all(path_, ec);
  }
  profile_folder(const profile_folder&) = delete;
  profile_folder& operator=(const profile_folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string named(const std::string& name) const { return (path_ / name).string(); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string karen_called(const std::string& id) {
  return karen_with("C0001", id);
}

}  // namespace

TEST_CASE("the extension counts in capitals too, and unknown members are told once for all files") {
  profile_folder folder;
  folder.write("a.JSON", karen_with("\"age\"", "\"agge\": 1, \"age\""));
  std::string second = karen_with("\"age\"", "\"agge\": 2, \"age\"");
  second.replace(second.find("C0001"), 5, "C0002");
  folder.write("b.Json", second);
  const auto loaded = load_profiles(folder.path());
  REQUIRE(loaded.has_value());
  CHECK(loaded->profiles.size() == 2);
  REQUIRE(loaded->unknown.size() == 1);
  CHECK(loaded->unknown[0].files == 2);
  CHECK(loaded->unknown[0].text() == folder.named("a.JSON") +
                                         ": /persona/agge: no member of a profile, left out; did "
                                         "you mean /persona/age? (and in 1 more file)");
}

TEST_CASE("a folder's profiles come sorted by id, whatever their files are called") {
  profile_folder folder;
  folder.write("a.json", karen_called("C3"));
  folder.write("b.json", karen_called("C1"));
  folder.write("c.json", karen_called("C2"));
  const auto loaded = load_profiles(folder.path());
  REQUIRE(loaded.has_value());
  CHECK(loaded->files == 3);
  CHECK(loaded->problems.empty());
  REQUIRE(loaded->profiles.size() == 3);
  CHECK(loaded->profiles[0].customer_id == "C1");
  CHECK(loaded->profiles[2].customer_id == "C3");
  CHECK(count_by_cohort(loaded->profiles) == std::array<std::size_t, 4>{0, 3, 0, 0});
}

TEST_CASE("only *.json files directly in the folder are read") {
  profile_folder folder;
  folder.write("a.json", karen_text);
  folder.write(".hidden.json", "not JSON");
  folder.write("notes.txt", "not JSON");
  folder.write("a.json.bak", "not JSON");
  fs::create_directory(folder.path() / "sub.json");
  fs::create_directory(folder.path() / "sub");
  std::ofstream(folder.path() / "sub" / "b.json") << "not JSON";
  const auto loaded = load_profiles(folder.path());
  REQUIRE(loaded.has_value());
  CHECK(loaded->files == 1);
  CHECK(loaded->problems.empty());
  CHECK(loaded->profiles.size() == 1);
}

TEST_CASE("an id that another file has is a problem of the later file and names the first") {
  profile_folder folder;
  folder.write("b.json", karen_text);
  folder.write("a.json", karen_text);
  folder.write("c.json", karen_called("C0002"));
  const auto loaded = load_profiles(folder.path());
  REQUIRE(loaded.has_value());
  REQUIRE(loaded->problems.size() == 1);
  CHECK(loaded->problems[0].text() == folder.named("b.json") +
                                          ": /customer_id: found \"C0001\", expected an id of its "
                                          "own; " +
                                          folder.named("a.json") + " has this one");
  CHECK(loaded->profiles.size() == 2);
}

TEST_CASE("all bad files are told at once, by name, and the good ones are still there") {
  profile_folder folder;
  folder.write("d.json", karen_text);
  folder.write("c.json", "");
  folder.write("b.json", std::string(profile_limits::file_bytes + 10, ' '));
  folder.write("a.json", karen_with("0.45", "45"));
  fs::create_symlink(folder.path() / "nowhere", folder.path() / "e.json");
  const auto loaded = load_profiles(folder.path());
  REQUIRE(loaded.has_value());
  CHECK(loaded->files == 5);
  REQUIRE(loaded->profiles.size() == 1);
  REQUIRE(loaded->problems.size() == 4);
  CHECK(loaded->problems[0].text() ==
        folder.named("a.json") +
            ": /risk_signals/churn_est: found 45, expected a number from 0 to 1");
  CHECK(loaded->problems[1].text() ==
        folder.named("b.json") + ": document: found 1048586 bytes, expected at most 1048576 bytes");
  CHECK(loaded->problems[2].text() ==
        folder.named("c.json") + ": document: found an empty file, expected one JSON object");
  CHECK(loaded->problems[3].text() ==
        folder.named("e.json") +
            ": document: found a file that cannot be read, expected a readable file");
}

TEST_CASE("an empty folder is no error, a missing folder or a file in its place is") {
  profile_folder folder;
  const auto empty = load_profiles(folder.path());
  REQUIRE(empty.has_value());
  CHECK(empty->files == 0);
  CHECK(empty->profiles.empty());

  const auto missing = load_profiles(folder.path() / "none");
  REQUIRE(missing.has_error());
  CHECK(missing.error().code == failure_code::not_found);
  CHECK(missing.error().message.find(folder.named("none")) != std::string::npos);

  folder.write("file", "");
  const auto file = load_profiles(folder.path() / "file");
  REQUIRE(file.has_error());
  CHECK(file.error().code == failure_code::not_found);
  CHECK(file.error().message.find("is not a folder") != std::string::npos);
}
