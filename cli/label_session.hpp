// parley label: a sample is drawn, somebody scores it here or on a sheet, and what it says is told.
// Must not know: the command line's grammar.
#pragma once

#include <optional>
#include <string>

#include "cli/console.hpp"
#include "config/settings.hpp"

namespace parley::cli {

struct label_wish {
  std::string run = "latest";
  std::string rater;
  bool gain = false;     ///< pairs of the last measurement instead of an iteration
  int iteration = 0;     ///< 0: the last closed one
  std::size_t size = 0;  ///< conversations, or customers for pairs; 0: as drawn, or the default
  std::optional<std::uint64_t> seed;
  std::string export_csv;  ///< a sheet is written instead; "-": to standard output
  std::string import_csv;  ///< a sheet is read instead
  bool replace = false;
  bool json = false;
};

/// Conversations that are asked for when nobody says how many; pairs are two each.
inline constexpr std::size_t default_label_size = 20;

/// An exit_code: ok, usage, provider (the disk), incomplete (something is left to be scored).
int run_label(const label_wish& wish, const settings& config, console& con);

}  // namespace parley::cli
