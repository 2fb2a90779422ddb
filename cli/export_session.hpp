// What `parley export` does once its command line is read: find, check, write, say.
// Must not know: flags.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"

namespace parley::cli {

struct export_wish {
  std::string format;
  std::string what = "all";  ///< "all", or names of tables with commas
  std::string out;           ///< "-": standard output; empty: into the run
  bool redact = false;
  std::optional<std::filesystem::path> key_file;  ///< of the pseudonyms
  bool json = false;
};

/// Exports the run in `folder`. Returns an exit_code.
int export_run(const export_wish& wish, const std::filesystem::path& folder, console& con);

}  // namespace parley::cli
