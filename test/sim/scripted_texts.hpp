// What the five agents say in a script: usable replies, drawn from a seed.
// Must not know: time, faults, quota.
#pragma once

#include <string>

#include "base/chat.hpp"
#include "base/random_stream.hpp"

namespace parley::test {

struct text_script {
  std::uint64_t seed = 1;
  double silent_customer = 0.2;
  double improvement = 0.3;  ///< the judge's NPS rises by this with each iteration
  int plan_turns = 0;        ///< what the planner asks for; 0: drawn, 1..3
};

/// A reply that fits the role's schema. `random`: the call's own stream.
std::string scripted_text(const chat_request& request, const text_script& script,
                          random_stream& random);

/// Of the request's metadata; empty when it is not there.
std::string metadata_of(const chat_request& request, std::string_view key);

}  // namespace parley::test
