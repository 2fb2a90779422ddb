// The limits that a profile file must keep; docs/schemas/customer_profile.schema.json says the
// same.
// Must not know: JSON, files.
#pragma once

#include <cstddef>

namespace parley::profile_limits {

inline constexpr std::size_t file_bytes = 1 << 20;
inline constexpr std::size_t levels = 32;  ///< of objects and lists inside each other
inline constexpr std::size_t id_characters = 128;
inline constexpr std::size_t name_characters = 200;  ///< name, location, vehicle
inline constexpr std::size_t issue_characters = 200;
inline constexpr std::size_t word_characters = 64;       ///< channel, value_segment
inline constexpr std::size_t content_characters = 8000;  ///< bio, a message
inline constexpr std::size_t most_items = 1000;          ///< tickets, messages
inline constexpr int youngest = 16;
inline constexpr int oldest = 120;
inline constexpr int most_days = 36'500;  ///< a century
inline constexpr double highest_price = 1e12;

}  // namespace parley::profile_limits
