// Vectors for texts: deterministic, of length 1, closer for texts that share words and letters.
// Must not know: HTTP, JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sim::service {

/// `dimensions` components, L2 norm 1. Each word, pair of words and letter triple of the
/// lower-cased text adds its own fixed direction (feature hashing); `model` separates the spaces.
std::vector<float> embed(std::string_view model, std::string_view text, std::size_t dimensions);

/// Little-endian 32-bit floats in base64, as the API's encoding_format "base64".
std::string base64_floats(const std::vector<float>& values);

}  // namespace parley::sim::service
