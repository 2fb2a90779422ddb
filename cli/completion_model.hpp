// What may stand where on parley's command line, for completion scripts.
// Must not know: shells.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace parley::cli {

/// What can be offered for one value.
struct value_offer {
  enum class kind { nothing, words, files, folders, runs } what = kind::nothing;
  std::vector<std::string> words;  ///< of kind::words
};

struct completed_option {
  std::string name;  ///< "--seed"
  std::string help;
  bool takes_value = false;
  value_offer value;
};

/// One command path such as "profiles generate"; "" is the program itself.
struct completed_command {
  std::string path;
  std::vector<std::pair<std::string, std::string>> commands;  ///< (name, help)
  std::vector<completed_option> options;
  value_offer argument;  ///< of the first argument that is no option
};

std::vector<completed_command> describe_command_line(CLI::App& app);

/// Says that `option` takes one of these words, for completion only: who reads the value checks it.
/// FILE, DIR and RUN as type names need no word list.
void offer_words(CLI::Option& option, const std::vector<std::string>& words);

}  // namespace parley::cli
