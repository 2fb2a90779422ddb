// Puts untrusted text into a prompt as data: behind a fence with a nonce that it cannot guess, so
// that nothing written inside can close it and give orders.
// Must not know: what the data are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

/// 16 hex digits that depend on the seed and on what the block is for.
std::string fence_nonce(std::uint64_t seed, std::string_view purpose, std::string_view id,
                        int index);

/// <data label="LABEL" nonce="NONCE">\n CONTENT \n</data NONCE>. Any occurrence of the nonce inside
/// the content is broken up (it can only be an attack or a copy).
std::string data_block(std::string_view label, std::string_view nonce, std::string_view content);

}  // namespace parley
