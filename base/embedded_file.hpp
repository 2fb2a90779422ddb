// A text file that was compiled into the program (prompts, page templates, demo profiles).
// Must not know: what the file means.
#pragma once

#include <span>
#include <string_view>

namespace parley {

struct embedded_file {
  std::string_view name;   ///< path relative to the folder it was embedded from, with '/'
  std::string_view bytes;  ///< the content; lives as long as the program
};

}  // namespace parley
