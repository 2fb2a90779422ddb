// A measured difference as JSON.
// Must not know: what was compared, files.
#pragma once

#include "base/json.hpp"
#include "engine/truth/paired.hpp"

namespace parley {

/// {mean, low, high, n}; without an interval low and high are null.
json::object effect_json(const truth::effect& e);

}  // namespace parley
