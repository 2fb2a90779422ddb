// The lines that tell people what is wrong with profile files.
#include <fmt/format.h>

#include "profiles/loader.hpp"

namespace parley {

std::string profile_problem::text() const {
  if (found == "nothing")
    return fmt::format("{}: {}: missing, expected {}", file, pointer, expected);
  return fmt::format("{}: {}: found {}, expected {}", file, pointer.empty() ? "document" : pointer,
                     found, expected);
}

std::string unknown_member::text() const {
  std::string out = fmt::format("{}: {}: no member of a profile, left out", file, pointer);
  if (!nearest.empty()) out += fmt::format("; did you mean {}?", nearest);
  if (files > 1) out += fmt::format(" (and in {} more file{})", files - 1, files == 2 ? "" : "s");
  return out;
}

}  // namespace parley
