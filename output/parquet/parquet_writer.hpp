// A table as an Apache Parquet file: flat columns, PLAIN values, uncompressed, in row groups.
// Source: parquet.thrift and Encodings.md of apache/parquet-format 2.10.
// Must not know: runs, files, where the bytes go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::parquet {

class thrift_writer;

enum class type : std::uint8_t { boolean, int64, real, text, timestamp_ms };

struct column {
  std::string name;
  type kind = type::text;
  bool nullable = true;
};

/// Values of one column within the open row group, as they stand in its pages.
class column_buffer {
 public:
  explicit column_buffer(column what) : what_(std::move(what)) {}

  // One of these a row. Precondition: the column's type; null only where it may be.
  void null();
  void boolean(bool value);
  void int64(std::int64_t value);  ///< also timestamps
  void real(double value);
  void text(std::string_view value);

  const column& what() const { return what_; }
  std::size_t bytes() const { return chunk_.size() + values_.size(); }

 private:
  friend class writer;
  struct bounds {
    bool any = false;
    bool unordered = false;  ///< a NaN was seen: no bounds
    std::int64_t least_int = 0, most_int = 0;
    double least = 0, most = 0;
  };
  void present();
  void end_page();
  std::string least_bytes() const;
  std::string most_bytes() const;

  column what_;
  std::string chunk_;          // finished pages
  std::string values_;         // of the open page
  std::vector<bool> defined_;  // of the open page; a value a row, nullable columns only
  std::size_t rows_in_page_ = 0;
  std::size_t booleans_in_page_ = 0;
  std::int64_t rows_ = 0, nulls_ = 0;
  bounds seen_;
};

class writer {
 public:
  /// At least one column. `metadata` are the file's key-value pairs.
  writer(std::vector<column> columns, std::vector<std::pair<std::string, std::string>> metadata,
         std::string created_by);

  /// The file's first bytes.
  std::string begin();
  column_buffer& at(std::size_t column) { return buffers_[column]; }
  /// Every column has got its value.
  void end_row() { ++rows_in_group_; }
  /// The open row group is large enough to be taken.
  bool group_full() const;
  /// The open row group's bytes; empty when it has no rows.
  std::string take_group();
  /// The open row group and the footer: the file's last bytes.
  std::string finish();

 private:
  struct chunk_place {
    std::int64_t at = 0, size = 0, values = 0, nulls = 0;
    std::string least, most;  // empty: not known
  };
  struct group_place {
    std::vector<chunk_place> chunks;
    std::int64_t rows = 0, bytes = 0;
  };
  std::string footer() const;
  static void chunk_element(thrift_writer& out, const column& what, const chunk_place& chunk);

  std::vector<column_buffer> buffers_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  std::string created_by_;
  std::vector<group_place> groups_;
  std::int64_t written_ = 0;
  std::int64_t rows_in_group_ = 0;
};

}  // namespace parley::parquet
