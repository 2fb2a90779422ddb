#include "engine/effect_json.hpp"

#include "agents/record_json.hpp"

namespace parley {

json::object effect_json(const truth::effect& e) {
  return {{"mean", e.mean}, {"low", or_null(e.low)}, {"high", or_null(e.high)}, {"n", e.n}};
}

}  // namespace parley
