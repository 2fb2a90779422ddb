// One-line JSON with numbers as people write them (Boost.JSON writes 0.3 as 3E-1).
// Must not know: what is written.
#pragma once

#include <string>

#include "base/json.hpp"

namespace parley::sim {

std::string compact_json(const json::value& value);

}  // namespace parley::sim
