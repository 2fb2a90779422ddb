#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agents/prompt_library.hpp"
#include "fixtures.hpp"

using namespace parley;
namespace fs = std::filesystem;

namespace {

// An override folder that goes away with the test.
class folder {
 public:
  folder() {
    static int count = 0;
    path_ = fs::temp_directory_path() /
            ("parley-prompts-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    fs::create_directories(path_ / "es");
  }
  ~folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / "es" / name, std::ios::binary) << text;
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string error_of(const folder& overrides) {
  auto loaded = prompt_library::load("es", overrides.path());
  return loaded ? std::string("(none)") : loaded.error().message;
}

}  // namespace

TEST_CASE("both languages ship the same prompts") {
  CHECK(test::prompts("es").names() == test::prompts("en").names());
  CHECK(test::prompts("es").names().size() == 20);
  for (const std::string& name : test::prompts("es").names())
    CHECK(test::prompts("es").raw(name) != test::prompts("en").raw(name));
}

TEST_CASE("an unknown language is refused with what is known") {
  for (const char* language : {"fr", "", "ES", "e", "es/"}) {
    auto loaded = prompt_library::load(language, {});
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == failure_code::invalid_config);
    CHECK(loaded.error().message.find("\"es\" or \"en\"") != std::string::npos);
  }
}

TEST_CASE("values are inserted as they are and never expanded again") {
  const std::string text = test::prompts().render("reask", {{"complaint", "{{complaint}} {{x}}"}});
  CHECK(text.find("{{complaint}} {{x}}") != std::string::npos);
}

TEST_CASE("an override replaces its prompt and no other") {
  const folder overrides;
  overrides.write("baseline_tone.md", "seco\n");
  overrides.write("README.md", "notes of the owner, {{free}}");
  overrides.write("reask.md", "Otra vez: {{complaint}}");
  auto loaded = prompt_library::load("es", overrides.path());
  REQUIRE(loaded);
  CHECK(loaded->render("baseline_tone", {}) == "seco");
  CHECK(loaded->render("reask", {{"complaint", "x"}}) == "Otra vez: x");
  CHECK(loaded->raw("judge") == test::prompts().raw("judge"));
  CHECK(prompt_library::load("en", overrides.path())->raw("reask") ==
        test::prompts("en").raw("reask"));
}

TEST_CASE("an override that would break a run is refused with file and reason") {
  SECTION("unknown placeholder") {
    const folder overrides;
    overrides.write("reask.md", "{{complaint}} {{reason}}");
    CHECK(error_of(overrides).find("{{reason}} is filled by nobody") != std::string::npos);
    CHECK(error_of(overrides).find("reask.md") != std::string::npos);
  }
  SECTION("required placeholder left out") {
    const folder overrides;
    overrides.write("judge_input.md", "Solo {{profile}}");
    CHECK(error_of(overrides).find("required placeholder {{transcript}}") != std::string::npos);
  }
  SECTION("broken braces") {
    const folder overrides;
    overrides.write("reask.md", "{{complaint}} {{Complaint}}");
    CHECK(error_of(overrides).find("is no placeholder") != std::string::npos);
    overrides.write("reask.md", "{{complaint}} {{open");
    CHECK(error_of(overrides).find("is no placeholder") != std::string::npos);
    overrides.write("reask.md", "{{complaint}} {{}}");
    CHECK(error_of(overrides).find("is no placeholder") != std::string::npos);
  }
  SECTION("empty, not UTF-8, too long") {
    const folder overrides;
    overrides.write("baseline_tone.md", " \n");
    CHECK(error_of(overrides).find("empty") != std::string::npos);
    overrides.write("baseline_tone.md", "\xFF\xFE");
    CHECK(error_of(overrides).find("UTF-8") != std::string::npos);
    overrides.write("baseline_tone.md", std::string(70'000, 'x'));
    CHECK(error_of(overrides).find("64 KiB") != std::string::npos);
  }
  SECTION("a misspelt name") {
    const folder overrides;
    overrides.write("jugde.md", "x");
    CHECK(error_of(overrides).find("jugde.md is no prompt's name") != std::string::npos);
    CHECK(error_of(overrides).find("judge, ") != std::string::npos);
  }
  SECTION("no folder") {
    auto loaded = prompt_library::load("es", "/nonexistent/prompts");
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == failure_code::not_found);
  }
  SECTION("a folder in the place of a file") {
    const folder overrides;
    fs::create_directory(overrides.path() / "es" / "judge.md");
    auto loaded = prompt_library::load("es", overrides.path());
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == failure_code::invalid_input);
  }
}

TEST_CASE("the baseline says nothing about particular cohorts and keeps its limits") {
  for (const char* language : {"es", "en"}) {
    const std::string seed(test::prompts(language).raw("baseline_seed"));
    CHECK(seed.size() < 4000);
    CHECK(seed.find("vocal") == std::string::npos);
    CHECK(seed.find(std::string(language) == "es" ? "no inventes" : "make up no") !=
          std::string::npos);
  }
}
