// The completion scripts, run by the shells they are for. A shell that is not installed is skipped.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>
#include <fstream>

#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

bool is_installed(const std::string& shell) {
  return std::system(("command -v " + shell + " >/dev/null 2>&1").c_str()) == 0;
}

/// A folder with parley's script for `shell`, a run, and things to complete.
struct shell_world {
  explicit shell_world(std::string name) : shell(std::move(name)) {
    std::ofstream(folder / "script") << run_parley({"completion", shell}).out;
    std::filesystem::create_directories(folder / "runs/20261122-1");
    std::ofstream(folder / "runs/20261122-1/run.json") << "{}";
    std::filesystem::create_directory(folder / "customers");
    std::ofstream(folder / "custom.toml") << "";
  }

  /// Everything that `program` prints, run by the shell in the folder.
  std::string run(const std::string& program) const {
    std::ofstream(folder / "program") << program;
    const std::string line = "cd '" + folder.path().string() + "' && HOME='" +
                             folder.path().string() + "' " + shell + flags() + " program 2>&1";
    std::FILE* pipe = ::popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    char piece[4096];
    while (const std::size_t n = std::fread(piece, 1, sizeof piece, pipe)) out.append(piece, n);
    ::pclose(pipe);
    return out;
  }
  std::string flags() const {
    return shell == "bash" ? " --norc" : shell == "zsh" ? " -f" : " --no-config";
  }

  std::string shell;
  temporary_folder folder;
};

/// What is offered behind `line`, one a line.
std::string offered(const shell_world& world, const std::string& line) {
  if (world.shell == "bash")
    return world.run("source ./script\nread -ra COMP_WORDS <<<'" + line + "'\n[[ '" + line +
                     "' == *' ' ]] && COMP_WORDS+=('')\n"
                     "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_parley\n"
                     "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
  if (world.shell == "fish")
    return world.run("source ./script\ncomplete -C'" + line + "' | string replace -r '\\t.*' ''\n");
  // zsh completes only inside its line editor: this stands in for the parts of it that are used.
  return world.run(
      "autoload -Uz compinit; compinit -u -d ./dump\nsource ./script\n"
      "compadd() { while [[ $1 == -* && $1 != -- ]]; do shift; done; [[ $1 == -- ]] && shift;"
      " print -rl -- ${(M)@:#$PREFIX*} }\n"
      "_describe() { while [[ $1 == -* ]]; do shift; [[ $1 != -* ]] && shift; done;"
      " local a=${@[-1]}; print -rl -- ${(M)${(P)a}%%:*}; print -rl -- ${${(P)a}%%:*} }\n"
      "_files() { [[ $1 == -/ ]] && print -rl -- *(/) || print -rl -- * }\n"
      "compset() { PREFIX=${PREFIX#*=} }\n"
      "line='" +
      line +
      "'\nwords=(${(z)line})\n[[ $line == *' ' ]] && words+=('')\n"
      "CURRENT=$#words\nPREFIX=$words[CURRENT]\n_parley\n");
}

void check_shell(const std::string& shell) {
  if (!is_installed(shell)) SKIP(shell + " is not installed");
  const shell_world world(shell);
  struct expected {
    std::string line;
    std::vector<std::string> yes, no;
  };
  for (const expected& each :
       std::vector<expected>{{"parley ", {"demo", "profiles", "completion"}, {"validate"}},
                             {"parley profiles ", {"validate", "generate"}, {"demo"}},
                             {"parley run --", {"--profiles", "--max-cost"}, {"--from"}},
                             {"parley iterate --", {"--from", "--iter"}, {"--listen"}},
                             {"parley run --provider ", {"sim", "openai"}, {"--seed", "customers"}},
                             {"parley run --seed 7 --api ", {"responses", "chat"}, {}},
                             {"parley demo --language ", {"es", "en"}, {"runs"}},
                             {"parley run --progress ", {"auto", "always", "never"}, {}},
                             {"parley run --world ", {"W0", "W9"}, {}},
                             {"parley run --color ", {"never"}, {}},
                             {"parley run --profiles ", {"customers", "runs"}, {"custom.toml"}},
                             {"parley run --config ", {"custom.toml"}, {}},
                             {"parley report ", {"latest", "20261122-1"}, {"custom.toml"}},
                             {"parley iterate --from ", {"latest", "20261122-1"}, {}},
                             {"parley profiles validate ", {"customers"}, {"custom.toml"}},
                             {"parley config explain ", {"loop.max_iterations"}, {"custom.toml"}},
                             {"parley run --set ", {"run.seed="}, {}},
                             {"parley completion ", {"bash", "zsh", "fish"}, {}}}) {
    const std::string out = "\n" + offered(world, each.line);
    INFO(shell << ": " << each.line << "\n" << out);
    for (const std::string& word : each.yes) CHECK_THAT(out, ContainsSubstring("\n" + word));
    for (const std::string& word : each.no) CHECK_THAT(out, !ContainsSubstring("\n" + word));
  }
}

}  // namespace

TEST_CASE("bash completes commands, options, their values, folders and runs") {
  check_shell("bash");
}

TEST_CASE("zsh completes the same") {
  check_shell("zsh");
}

TEST_CASE("fish completes the same") {
  check_shell("fish");
}
