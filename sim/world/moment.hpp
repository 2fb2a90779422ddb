// Which moment of a customer's life a random number belongs to.
// Must not know: what happens then.
#pragma once

#include <cstdint>

namespace parley::sim {

/// Index of a random stream for one turn (from 1) of one replicate (from 0) of a conversation.
/// Never of an iteration or a candidate: those share their luck.
constexpr std::uint64_t moment(int turn, int replicate) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(turn)) << 32 |
         static_cast<std::uint32_t>(replicate);
}

}  // namespace parley::sim
