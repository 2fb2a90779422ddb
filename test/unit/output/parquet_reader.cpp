#include "parquet_reader.hpp"

#include <cstring>
#include <stdexcept>

namespace parley::test {
namespace {

void must(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

/// Bytes with a place in them; reading beyond the end throws.
struct cursor {
  std::string_view bytes;
  std::size_t at = 0;

  std::string_view take(std::size_t count) {
    must(count <= bytes.size() - at, "the bytes end early");
    at += count;
    return bytes.substr(at - count, count);
  }
  unsigned char byte() { return static_cast<unsigned char>(take(1)[0]); }
  template <class T>
  T raw() {
    T out;
    std::memcpy(&out, take(sizeof out).data(), sizeof out);
    return out;
  }
  std::uint64_t varint() {
    std::uint64_t out = 0;
    for (int shift = 0;; shift += 7) {
      must(shift < 64, "an integer is too long");
      const unsigned char one = byte();
      out |= std::uint64_t(one & 0x7F) << shift;
      if (!(one & 0x80)) return out;
    }
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
};

thrift_value read_value(cursor& in, int type);

thrift_value read_struct(cursor& in) {
  thrift_value out;
  for (int field = 0;;) {
    const unsigned char head = in.byte();
    if (head == 0) return out;
    field = head >> 4 ? field + (head >> 4) : static_cast<int>(in.zigzag());
    must(!out.fields.contains(field), "a field stands twice");
    out.fields[field] = read_value(in, head & 15);
  }
}

thrift_value read_value(cursor& in, int type) {
  thrift_value out;
  switch (type) {
    case 1:
    case 2:
      out.number = type == 1;
      return out;
    case 4:
    case 5:
    case 6:
      out.number = in.zigzag();
      return out;
    case 8:
      out.bytes = in.take(in.varint());
      return out;
    case 9: {
      const unsigned char head = in.byte();
      const std::uint64_t size = head >> 4 == 15 ? in.varint() : head >> 4;
      for (std::uint64_t i = 0; i < size; ++i) out.list.push_back(read_value(in, head & 15));
      return out;
    }
    case 12:
      return read_struct(in);
    default:
      throw std::runtime_error("a Thrift type that Parquet does not use");
  }
}

/// Levels of one bit: runs and bit-packed groups.
std::vector<bool> read_levels(cursor in, std::size_t count) {
  std::vector<bool> out;
  while (out.size() < count) {
    const std::uint64_t head = in.varint();
    if (head & 1) {
      for (std::uint64_t i = 0; i < head >> 1; ++i)
        for (unsigned bits = in.byte(), b = 0; b < 8; ++b) out.push_back(bits >> b & 1);
    } else {
      const unsigned char level = in.byte();
      must(level <= 1, "a level above one in a flat column");
      out.insert(out.end(), head >> 1, level == 1);
    }
  }
  out.resize(count);
  return out;
}

parquet_cell read_plain(cursor& in, std::int64_t type, std::size_t index) {
  switch (type) {
    case 0: {
      const unsigned bits =
          index % 8 == 0 ? in.byte() : static_cast<unsigned char>(in.bytes[in.at - 1]);
      return (bits >> index % 8 & 1) == 1;
    }
    case 2:
      return in.raw<std::int64_t>();
    case 5:
      return in.raw<double>();
    case 6:
      return std::string(in.take(in.raw<std::uint32_t>()));
    default:
      throw std::runtime_error("a physical type that is not expected");
  }
}

std::vector<parquet_cell> read_chunk(cursor in, const thrift_value& meta, bool optional,
                                     parquet_file& out) {
  must(meta[4].number == 0, "compressed");
  must(meta[6].number == meta[7].number, "sizes differ without compression");
  std::vector<parquet_cell> cells;
  const std::size_t from = in.at;
  while (cells.size() < static_cast<std::size_t>(meta[5].number)) {
    const thrift_value header = read_struct(in);
    must(header[1].number == 0 && header[5][2].number == 0, "not a data page of plain values");
    ++out.pages;
    cursor page{in.take(static_cast<std::size_t>(header[3].number))};
    const auto count = static_cast<std::size_t>(header[5][1].number);
    std::vector<bool> defined(count, true);
    if (optional) defined = read_levels({page.take(page.raw<std::uint32_t>())}, count);
    std::size_t index = 0;
    for (const bool present : defined)
      cells.push_back(present ? read_plain(page, meta[1].number, index++) : parquet_cell());
    must(page.at == page.bytes.size(), "bytes are left in a page");
  }
  must(in.at - from == static_cast<std::size_t>(meta[7].number), "the chunk has another size");
  return cells;
}

}  // namespace

parquet_file read_parquet(std::string_view bytes) {
  must(bytes.size() > 12 && bytes.starts_with("PAR1") && bytes.ends_with("PAR1"), "no magic");
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data() + bytes.size() - 8, 4);
  must(size <= bytes.size() - 12, "the footer is longer than the file");
  cursor last{bytes.substr(bytes.size() - 8 - size, size)};
  parquet_file out;
  out.footer = read_struct(last);
  must(last.at == size, "bytes are left in the footer");
  const auto& schema = out.footer[2].list;
  must(schema[0][5].number == std::ssize(schema) - 1, "the root has another number of columns");
  for (std::size_t i = 1; i < schema.size(); ++i) out.names.push_back(schema[i][4].bytes);
  for (const thrift_value& group : out.footer[4].list) {
    const std::size_t first = out.rows.size();
    out.rows.resize(first + static_cast<std::size_t>(group[3].number));
    must(group[1].list.size() == out.names.size(), "a column is missing in a group");
    for (std::size_t i = 0; i < out.names.size(); ++i) {
      const thrift_value& meta = group[1].list[i][3];
      must(meta[3].list.size() == 1 && meta[3].list[0].bytes == out.names[i], "another path");
      const cursor at{bytes, static_cast<std::size_t>(meta[9].number)};
      auto cells = read_chunk(at, meta, schema[i + 1][3].number == 1, out);
      must(cells.size() == out.rows.size() - first, "a column has another number of rows");
      for (std::size_t row = 0; row < cells.size(); ++row)
        out.rows[first + row].push_back(std::move(cells[row]));
    }
  }
  must(out.footer[3].number == std::ssize(out.rows), "the footer counts other rows");
  return out;
}

}  // namespace parley::test
