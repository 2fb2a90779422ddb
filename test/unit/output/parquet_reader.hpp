// Reads a Parquet file back, from the format's description alone: shares no code with the writer.
// Must not know: parley's tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley::test {

/// A Thrift value: numbers and booleans, bytes, lists, structures by field number.
struct thrift_value {
  std::int64_t number = 0;
  std::string bytes;
  std::vector<thrift_value> list;
  std::map<int, thrift_value> fields;
  const thrift_value& operator[](int field) const { return fields.at(field); }
  bool has(int field) const { return fields.contains(field); }
};

using parquet_cell = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct parquet_file {
  thrift_value footer;
  std::vector<std::string> names;
  std::vector<std::vector<parquet_cell>> rows;
  std::size_t pages = 0;
};

/// Throws std::runtime_error with what does not fit the format.
parquet_file read_parquet(std::string_view bytes);

}  // namespace parley::test
