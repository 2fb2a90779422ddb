#include "engine/load/hdr_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace parley::load {
namespace {

constexpr std::uint32_t v2_cookie = 0x1c849303 | 0x10;
constexpr std::uint32_t v2_compressed_cookie = 0x1c849304 | 0x10;
constexpr std::uint64_t ratio_bits = 0x3FF0000000000000;  // 1.0: values are whole numbers

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>((value >> shift) & 0xFF);
}

/// ZigZag LEB128 of 64 bits in at most 9 bytes: the ninth carries 8 bits.
void put_signed(std::string& out, std::int64_t value) {
  std::uint64_t v =
      (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  for (int i = 0; i < 8; ++i) {
    if (v < 0x80) {
      out += static_cast<char>(v);
      return;
    }
    out += static_cast<char>((v & 0x7F) | 0x80);
    v >>= 7;
  }
  out += static_cast<char>(v);
}

std::string counts_of(const histogram& values) {
  std::string out;
  std::uint32_t next = 0;
  for (const auto& [index, times] : values.cells()) {
    if (index > next) put_signed(out, -static_cast<std::int64_t>(index - next));
    put_signed(out, static_cast<std::int64_t>(times));
    next = index + 1;
  }
  return out;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

/// RFC 1950 around RFC 1951's stored blocks.
std::string zlib_stored(std::string_view bytes) {
  constexpr std::size_t block = 65535;
  std::string out = "\x78\x01";
  const std::uint32_t sum = adler32(bytes);
  do {
    const std::string_view part = bytes.substr(0, block);
    bytes.remove_prefix(part.size());
    out += bytes.empty() ? '\x01' : '\x00';
    const auto size = static_cast<std::uint16_t>(part.size());
    for (const std::uint16_t word : {size, static_cast<std::uint16_t>(~size)}) {
      out += static_cast<char>(word & 0xFF);
      out += static_cast<char>(word >> 8);
    }
    out += part;
  } while (!bytes.empty());
  put(out, sum, 4);
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t word = 0;
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i)
      word = (word << 8) | (i < here ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= here ? letters[(word >> (18 - 6 * i)) & 63] : '=';
  }
  return out;
}

}  // namespace

std::string hdr_encoded(const histogram& values) {
  const std::string counts = counts_of(values);
  std::string plain;
  put(plain, v2_cookie, 4);
  put(plain, counts.size(), 4);
  put(plain, 0, 4);  // normalizing index offset
  put(plain, 3, 4);  // significant digits
  put(plain, 1, 8);  // lowest value that can be told from 0
  put(plain, static_cast<std::uint64_t>(histogram::most), 8);
  put(plain, ratio_bits, 8);
  plain += counts;
  const std::string packed = zlib_stored(plain);
  std::string out;
  put(out, v2_compressed_cookie, 4);
  put(out, packed.size(), 4);
  return base64(out + packed);
}

std::string hdr_log_head(double unix_start) {
  return fmt::format(
      "#[Histogram log format version 1.3]\n"
      "#[StartTime: {:.3f} (seconds since epoch)]\n"
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
      unix_start);
}

std::string hdr_log_text(const hdr_log_line& line) {
  std::string tag(line.tag);
  std::replace_if(
      tag.begin(), tag.end(),
      [](char c) { return c == ',' || static_cast<unsigned char>(c) <= ' '; }, '_');
  return fmt::format("Tag={},{:.3f},{:.3f},{:.3f},{}\n", tag, line.start_sec, line.length_sec,
                     static_cast<double>(line.values->max()) / 1e6, hdr_encoded(*line.values));
}

}  // namespace parley::load
