// Numbers as bytes, the lowest first.
// Must not know: formats.
#pragma once

#include <concepts>
#include <string>

namespace parley::parquet {

template <std::unsigned_integral Number>
void put_little_endian(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

}  // namespace parley::parquet
