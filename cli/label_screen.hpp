// How a conversation looks on the terminal while somebody scores it.
// Must not know: answers, files.
#pragma once

#include <string>
#include <vector>

#include "agents/transcript.hpp"
#include "cli/console.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::cli {

struct shown_talk {
  const customer_profile& profile;
  const std::vector<turn>& turns;
  std::size_t number = 1, of = 1;  ///< "Conversation 3 of 20"
  std::size_t left = 0;            ///< still to be scored
};

/// Lines of at most `width` columns (40 at least): what was known before, then who said what.
std::vector<std::string> talk_screen(const shown_talk& talk, const console& con, std::size_t width);

}  // namespace parley::cli
