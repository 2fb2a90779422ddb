// Row groups and the footer that says where everything is.
#include "output/parquet/parquet_writer.hpp"

#include <cassert>

#include "output/parquet/little_endian.hpp"
#include "output/parquet/thrift_compact.hpp"

namespace parley::parquet {
namespace {

constexpr std::string_view magic = "PAR1";
constexpr std::size_t group_bytes = 8u << 20;  // a writer holds a few times this in memory
constexpr std::int64_t group_rows = 1'000'000;
constexpr int uncompressed = 0, plain = 0, rle = 3;
constexpr int required = 0, optional = 1;

/// The physical type's number.
int physical(type kind) {
  switch (kind) {
    case type::boolean:
      return 0;
    case type::int64:
    case type::timestamp_ms:
      return 2;
    case type::real:
      return 5;
    case type::text:
      return 6;
  }
  return 6;
}

void schema_element(thrift_writer& out, const column& what) {
  constexpr int utf8 = 0, timestamp_millis = 9;  // for readers of before the logical types
  out.begin_element();
  out.i32(1, physical(what.kind));
  out.i32(3, what.nullable ? optional : required);
  out.binary(4, what.name);
  if (what.kind == type::text) {
    out.i32(6, utf8);
    out.begin_struct(10);
    out.begin_struct(1);  // STRING
    out.end_struct();
    out.end_struct();
  } else if (what.kind == type::timestamp_ms) {
    out.i32(6, timestamp_millis);
    out.begin_struct(10);
    out.begin_struct(8);   // TIMESTAMP
    out.boolean(1, true);  // UTC
    out.begin_struct(2);
    out.begin_struct(1);  // MILLIS
    out.end_struct();
    out.end_struct();
    out.end_struct();
    out.end_struct();
  }
  out.end_struct();
}

}  // namespace

writer::writer(std::vector<column> columns,
               std::vector<std::pair<std::string, std::string>> metadata, std::string created_by)
    : metadata_(std::move(metadata)), created_by_(std::move(created_by)) {
  assert(!columns.empty());
  for (column& each : columns) buffers_.emplace_back(std::move(each));
}

std::string writer::begin() {
  written_ = std::ssize(magic);
  return std::string(magic);
}

bool writer::group_full() const {
  if (rows_in_group_ >= group_rows) return true;
  std::size_t bytes = 0;
  for (const column_buffer& each : buffers_) bytes += each.bytes();
  return bytes >= group_bytes;
}

std::string writer::take_group() {
  if (rows_in_group_ == 0) return {};
  std::string out;
  out.reserve(group_bytes + group_bytes / 2);
  group_place place;
  place.rows = rows_in_group_;
  for (column_buffer& each : buffers_) {
    assert(each.rows_ == rows_in_group_);
    each.end_page();
    chunk_place chunk;
    chunk.at = written_ + std::ssize(out);
    chunk.size = std::ssize(each.chunk_);
    chunk.values = each.rows_;
    chunk.nulls = each.nulls_;
    chunk.least = each.least_bytes();
    chunk.most = each.most_bytes();
    out += each.chunk_;
    place.chunks.push_back(std::move(chunk));
    each = column_buffer(each.what_);
  }
  place.bytes = std::ssize(out);
  written_ += place.bytes;
  groups_.push_back(std::move(place));
  rows_in_group_ = 0;
  return out;
}

std::string writer::finish() {
  std::string out = take_group();
  const std::string last = footer();
  out += last;
  put_little_endian(out, static_cast<std::uint32_t>(last.size()));
  return out += magic;
}

std::string writer::footer() const {
  using kind = thrift_writer::kind;
  std::int64_t rows = 0;
  for (const group_place& group : groups_) rows += group.rows;
  thrift_writer out;
  out.i32(1, 2);  // the format's version
  out.begin_list(2, kind::structure, buffers_.size() + 1);
  out.begin_element();
  out.binary(4, "schema");
  out.i32(5, static_cast<std::int32_t>(buffers_.size()));
  out.end_struct();
  for (const column_buffer& each : buffers_) schema_element(out, each.what());
  out.i64(3, rows);
  out.begin_list(4, kind::structure, groups_.size());
  for (const group_place& group : groups_) {
    out.begin_element();
    out.begin_list(1, kind::structure, group.chunks.size());
    for (std::size_t i = 0; i < group.chunks.size(); ++i)
      chunk_element(out, buffers_[i].what(), group.chunks[i]);
    out.i64(2, group.bytes);
    out.i64(3, group.rows);
    out.i64(5, group.chunks.front().at);
    out.i64(6, group.bytes);
    out.end_struct();
  }
  out.begin_list(5, kind::structure, metadata_.size());
  for (const auto& [key, value] : metadata_) {
    out.begin_element();
    out.binary(1, key);
    out.binary(2, value);
    out.end_struct();
  }
  out.binary(6, created_by_);
  out.begin_list(7, kind::structure, buffers_.size());
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    out.begin_element();
    out.begin_struct(1);  // ordered as the type is
    out.end_struct();
    out.end_struct();
  }
  return out.take();
}

void writer::chunk_element(thrift_writer& out, const column& what, const chunk_place& chunk) {
  using kind = thrift_writer::kind;
  out.begin_element();
  out.i64(2, chunk.at);
  out.begin_struct(3);
  out.i32(1, physical(what.kind));
  out.begin_list(2, kind::i32, 2);
  out.element_i32(plain);
  out.element_i32(rle);
  out.begin_list(3, kind::binary, 1);
  out.element_binary(what.name);
  out.i32(4, uncompressed);
  out.i64(5, chunk.values);
  out.i64(6, chunk.size);
  out.i64(7, chunk.size);
  out.i64(9, chunk.at);
  out.begin_struct(12);
  out.i64(3, chunk.nulls);
  if (!chunk.most.empty()) {
    out.binary(5, chunk.most);
    out.binary(6, chunk.least);
  }
  out.end_struct();
  out.end_struct();
  out.end_struct();
}

}  // namespace parley::parquet
