#include "output/parquet/thrift_compact.hpp"

#include <cassert>
#include <utility>

namespace parley::parquet {

void thrift_writer::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_ += static_cast<char>((value & 0x7F) | 0x80);
  out_ += static_cast<char>(value);
}

void thrift_writer::zigzag(std::int64_t value) {
  varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void thrift_writer::head(int field, kind what) {
  const int step = field - last_;
  assert(step > 0 && step <= 15);  // the long form is not needed for Parquet's structures
  out_ += static_cast<char>((step << 4) | static_cast<int>(what));
  last_ = field;
}

void thrift_writer::i16(int field, std::int16_t value) {
  head(field, kind::i16);
  zigzag(value);
}

void thrift_writer::i32(int field, std::int32_t value) {
  head(field, kind::i32);
  zigzag(value);
}

void thrift_writer::i64(int field, std::int64_t value) {
  head(field, kind::i64);
  zigzag(value);
}

void thrift_writer::boolean(int field, bool value) {
  head(field, value ? kind::yes : kind::no);
}

void thrift_writer::binary(int field, std::string_view bytes) {
  head(field, kind::binary);
  element_binary(bytes);
}

void thrift_writer::begin_struct(int field) {
  head(field, kind::structure);
  begin_element();
}

void thrift_writer::end_struct() {
  assert(!outer_.empty());
  out_ += '\0';
  last_ = outer_.back();
  outer_.pop_back();
}

void thrift_writer::begin_list(int field, kind element, std::size_t size) {
  head(field, kind::list);
  const auto type = static_cast<unsigned>(element);
  if (size < 15) {
    out_ += static_cast<char>((size << 4) | type);
  } else {
    out_ += static_cast<char>(0xF0 | type);
    varint(size);
  }
}

void thrift_writer::element_i32(std::int32_t value) {
  zigzag(value);
}

void thrift_writer::element_binary(std::string_view bytes) {
  varint(bytes.size());
  out_ += bytes;
}

void thrift_writer::begin_element() {
  outer_.push_back(std::exchange(last_, 0));
}

std::string thrift_writer::take() {
  assert(outer_.empty());
  out_ += '\0';
  last_ = 0;
  return std::exchange(out_, {});
}

}  // namespace parley::parquet
