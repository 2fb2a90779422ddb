// Rules that bind several settings. Each alone may be in range and the two together still wrong.
// Must not know: sources, beyond which keys somebody set.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace parley {

struct broken_rule {
  std::vector<std::string> keys;  ///< settings that take part, the likeliest to be wrong first
  std::string text;               ///< for people, without a place
};

/// A bound that nobody set gives way to one that somebody did (min_iterations follows
/// max_iterations down). `set_keys` holds the keys that some source assigns.
void settle_defaults(settings& values, const std::set<std::string>& set_keys);

std::vector<broken_rule> broken_rules(const settings& values,
                                      const std::set<std::string>& set_keys);

}  // namespace parley
