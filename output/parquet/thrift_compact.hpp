// Writes structures as Thrift's compact protocol has them: what Parquet's headers are made of.
// Source: thrift-compact-protocol.md of Apache Thrift.
// Must not know: Parquet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::parquet {

/// Fields are written in rising order of their numbers; every begin has its end.
class thrift_writer {
 public:
  enum class kind : std::uint8_t {
    yes = 1,
    no = 2,
    i16 = 4,
    i32 = 5,
    i64 = 6,
    binary = 8,
    list = 9,
    structure = 12
  };

  void i16(int field, std::int16_t value);
  void i32(int field, std::int32_t value);
  void i64(int field, std::int64_t value);
  void boolean(int field, bool value);
  void binary(int field, std::string_view bytes);
  void begin_struct(int field);
  void end_struct();

  /// A list's elements follow: `size` of them, without field numbers.
  void begin_list(int field, kind element, std::size_t size);
  void element_i32(std::int32_t value);
  void element_binary(std::string_view bytes);
  void begin_element();  ///< a structure in a list; ended by end_struct()

  /// Ends the outermost structure and gives its bytes.
  std::string take();

 private:
  void head(int field, kind what);
  void varint(std::uint64_t value);
  void zigzag(std::int64_t value);

  std::string out_;
  std::vector<int> outer_;  // the last field of each structure around this one
  int last_ = 0;
};

}  // namespace parley::parquet
