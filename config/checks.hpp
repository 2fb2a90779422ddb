// Rules that bind several settings. Each alone may be in range and the two together still wrong.
// Must not know: sources, beyond how strongly each key was set.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace parley {

struct broken_rule {
  std::vector<std::string> keys;  ///< settings that take part, the likeliest to be wrong first
  std::string text;               ///< for people, without a place
};

/// Which keys some source assigns, and how strong the source is: 1 user file .. 4 flag.
using set_keys = std::map<std::string, int>;

/// Of two bounds the one that a weaker source set, or nobody, gives way: min_iterations follows
/// max_iterations down when a flag says 2 and a file says 3.
void settle_bounds(settings& values, const set_keys& assigned);

/// The setting that settle_bounds() makes `key` follow.
std::string followed_by(const std::string& key);

std::vector<broken_rule> broken_rules(const settings& values, const set_keys& assigned);

}  // namespace parley
