// Identifiers in the API's form: a prefix and 48 hexadecimal digits.
// Must not know: what they identify.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::sim::service {

/// The same key, the same id.
std::string make_id(std::string_view prefix, std::uint64_t key, std::uint64_t index);

}  // namespace parley::sim::service
