#include "sim/service/ids.hpp"

#include "base/random_stream.hpp"

namespace parley::sim::service {

std::string make_id(std::string_view prefix, std::uint64_t key, std::uint64_t index) {
  static constexpr char hex[] = "0123456789abcdef";
  random_stream digits(key, prefix, "id", index);
  std::string id(prefix);
  id.reserve(prefix.size() + 48);
  for (int word = 0; word < 3; ++word) {
    std::uint64_t value = digits.next();
    for (int i = 0; i < 16; ++i, value >>= 4) id += hex[value & 15];
  }
  return id;
}

}  // namespace parley::sim::service
