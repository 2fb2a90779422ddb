// Values of a column become pages: definition levels, then the values that are there.
#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

#include "output/parquet/little_endian.hpp"
#include "output/parquet/parquet_writer.hpp"
#include "output/parquet/thrift_compact.hpp"

namespace parley::parquet {
namespace {

constexpr std::size_t page_bytes = 1 << 20;  // as the format advises
constexpr int data_page = 0, plain = 0, rle = 3;

void varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

/// Levels of one bit, as runs, behind their length.
std::string levels_of(const std::vector<bool>& defined) {
  std::string runs;
  for (std::size_t i = 0; i < defined.size();) {
    std::size_t end = i + 1;
    while (end < defined.size() && defined[end] == defined[i]) ++end;
    varint(runs, static_cast<std::uint64_t>(end - i) << 1);
    runs += defined[i] ? '\1' : '\0';
    i = end;
  }
  std::string out;
  put_little_endian(out, static_cast<std::uint32_t>(runs.size()));
  return out + runs;
}

std::string page_header(std::size_t size, std::size_t rows) {
  thrift_writer out;
  out.i32(1, data_page);
  out.i32(2, static_cast<std::int32_t>(size));
  out.i32(3, static_cast<std::int32_t>(size));
  out.begin_struct(5);
  out.i32(1, static_cast<std::int32_t>(rows));
  out.i32(2, plain);
  out.i32(3, rle);
  out.i32(4, rle);
  out.end_struct();
  return out.take();
}

}  // namespace

void column_buffer::present() {
  if (what_.nullable) defined_.push_back(true);
  ++rows_in_page_;
  ++rows_;
  if (values_.size() >= page_bytes) end_page();
}

void column_buffer::null() {
  assert(what_.nullable);
  defined_.push_back(false);
  ++rows_in_page_;
  ++rows_;
  ++nulls_;
}

void column_buffer::boolean(bool value) {
  assert(what_.kind == type::boolean);
  const std::size_t bit = booleans_in_page_++ % 8;  // the lowest bit first
  if (bit == 0) values_ += '\0';
  if (value) values_.back() = static_cast<char>(values_.back() | (1 << bit));
  present();
}

void column_buffer::int64(std::int64_t value) {
  assert(what_.kind == type::int64 || what_.kind == type::timestamp_ms);
  put_little_endian(values_, static_cast<std::uint64_t>(value));
  seen_.least_int = seen_.any ? std::min(seen_.least_int, value) : value;
  seen_.most_int = seen_.any ? std::max(seen_.most_int, value) : value;
  seen_.any = true;
  present();
}

void column_buffer::real(double value) {
  assert(what_.kind == type::real);
  put_little_endian(values_, std::bit_cast<std::uint64_t>(value));
  if (std::isnan(value)) {
    seen_.unordered = true;
  } else {
    seen_.least = seen_.any ? std::min(seen_.least, value) : value;
    seen_.most = seen_.any ? std::max(seen_.most, value) : value;
    seen_.any = true;
  }
  present();
}

void column_buffer::text(std::string_view value) {
  assert(what_.kind == type::text);
  put_little_endian(values_, static_cast<std::uint32_t>(value.size()));
  values_ += value;
  present();
}

void column_buffer::end_page() {
  if (rows_in_page_ == 0) return;
  const std::string levels = what_.nullable ? levels_of(defined_) : std::string();
  chunk_ += page_header(levels.size() + values_.size(), rows_in_page_);
  chunk_ += levels;
  chunk_ += values_;
  values_.clear();
  defined_.clear();
  rows_in_page_ = booleans_in_page_ = 0;
}

// A zero may be either: readers that compare bits take the outer one on each side.
std::string column_buffer::least_bytes() const {
  std::string out;
  if (!seen_.any || seen_.unordered) return out;
  if (what_.kind == type::real)
    put_little_endian(out, std::bit_cast<std::uint64_t>(seen_.least == 0 ? -0.0 : seen_.least));
  else
    put_little_endian(out, static_cast<std::uint64_t>(seen_.least_int));
  return out;
}

std::string column_buffer::most_bytes() const {
  std::string out;
  if (!seen_.any || seen_.unordered) return out;
  if (what_.kind == type::real)
    put_little_endian(out, std::bit_cast<std::uint64_t>(seen_.most == 0 ? 0.0 : seen_.most));
  else
    put_little_endian(out, static_cast<std::uint64_t>(seen_.most_int));
  return out;
}

}  // namespace parley::parquet
