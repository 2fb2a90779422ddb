// Parquet files, read back by a reader of the test's own.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>

#include "base/random_stream.hpp"
#include "output/parquet/parquet_writer.hpp"
#include "parquet_reader.hpp"

using namespace parley;
using namespace parley::test;
using parquet::type;

namespace {

parquet::writer make_writer(std::vector<parquet::column> columns) {
  return parquet::writer(std::move(columns), {{"who", "Ñandú"}}, "test");
}

void put(parquet::column_buffer& to, const parquet_cell& cell) {
  if (const auto* flag = std::get_if<bool>(&cell))
    to.boolean(*flag);
  else if (const auto* whole = std::get_if<std::int64_t>(&cell))
    to.int64(*whole);
  else if (const auto* real = std::get_if<double>(&cell))
    to.real(*real);
  else if (const auto* text = std::get_if<std::string>(&cell))
    to.text(*text);
  else
    to.null();
}

std::string write(parquet::writer& out, const std::vector<std::vector<parquet_cell>>& rows) {
  std::string bytes = out.begin();
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) put(out.at(i), row[i]);
    out.end_row();
    if (out.group_full()) bytes += out.take_group();
  }
  return bytes + out.finish();
}

double real_of(const std::string& bytes) {
  double out = 0;
  std::memcpy(&out, bytes.data(), 8);
  return out;
}

}  // namespace

TEST_CASE("every type comes back, with its logical type and its nulls") {
  auto out = make_writer({{"yes", type::boolean, true},
                          {"whole", type::int64, false},
                          {"real", type::real, true},
                          {"text", type::text, true},
                          {"when", type::timestamp_ms, false}});
  const std::vector<std::vector<parquet_cell>> rows = {
      {true, std::int64_t{-1}, 0.1, std::string("¿Cuándo llega mi coche, señor?"),
       std::int64_t{1'795'000'000'123}},
      {{}, INT64_MAX, {}, std::string(), std::int64_t{0}},
      {false, INT64_MIN, -1e300, {}, std::int64_t{-5}}};
  const parquet_file back = read_parquet(write(out, rows));
  CHECK(back.rows == rows);
  CHECK(back.names == std::vector<std::string>{"yes", "whole", "real", "text", "when"});
  const auto& schema = back.footer[2].list;
  CHECK(schema[2][3].number == 0);  // required
  CHECK(schema[1][3].number == 1);  // optional
  CHECK_FALSE(schema[2].has(10));
  CHECK(schema[4][10].has(1));             // STRING
  CHECK(schema[4][6].number == 0);         // UTF8
  CHECK(schema[5][10][8][1].number == 1);  // TIMESTAMP in UTC
  CHECK(schema[5][10][8][2].has(1));       // of milliseconds
  CHECK(schema[5][6].number == 9);         // TIMESTAMP_MILLIS
  CHECK(back.footer[5].list[0][2].bytes == "Ñandú");
  CHECK(back.footer[6].bytes == "test");
}

TEST_CASE("a table without rows is a file with a schema") {
  auto out = make_writer({{"a", type::text, true}});
  const parquet_file back = read_parquet(write(out, {}));
  CHECK(back.rows.empty());
  CHECK(back.names.size() == 1);
  CHECK(back.footer[4].list.empty());
}

TEST_CASE("many rows become several row groups of several pages") {
  auto out = make_writer({{"number", type::int64, true}, {"text", type::text, true}});
  std::vector<std::vector<parquet_cell>> rows;
  for (std::int64_t i = 0; i < 40'000; ++i)
    rows.push_back({i % 3 == 0 ? parquet_cell() : parquet_cell(i),
                    i % 7 < 3 ? parquet_cell() : parquet_cell(std::string(2000, 'x'))});
  const parquet_file back = read_parquet(write(out, rows));
  CHECK((back.rows == rows));
  CHECK(back.footer[4].list.size() > 1);
  CHECK(back.pages > 10);
}

TEST_CASE("bounds and counts of nulls help readers to skip") {
  auto out = make_writer(
      {{"whole", type::int64, true}, {"real", type::real, true}, {"odd", type::real, true}});
  const parquet_file back = read_parquet(write(
      out, {{std::int64_t{5}, 0.0, 1.0}, {{}, 2.5, std::nan("")}, {std::int64_t{-7}, {}, {}}}));
  const auto& columns = back.footer[4].list[0][1].list;
  const thrift_value& whole = columns[0][3][12];
  std::int64_t least = 0;
  std::memcpy(&least, whole[6].bytes.data(), 8);
  CHECK(least == -7);
  CHECK(whole[3].number == 1);
  const thrift_value& real = columns[1][3][12];
  CHECK(real_of(real[5].bytes) == 2.5);
  CHECK(std::signbit(real_of(real[6].bytes)));  // zero may stand for both
  CHECK_FALSE(columns[2][3][12].has(5));        // NaN has no order
}

TEST_CASE("any rows come back as they were") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    random_stream random(seed, "parquet", "test");
    std::vector<parquet::column> columns;
    const std::size_t width = 1 + random.below(20);
    for (std::size_t i = 0; i < width; ++i)
      columns.push_back(
          {"c" + std::to_string(i), static_cast<type>(random.below(5)), random.chance(0.6)});
    std::vector<std::vector<parquet_cell>> rows(random.below(300));
    for (auto& row : rows)
      for (const auto& column : columns) {
        if (column.nullable && random.chance(0.4))
          row.emplace_back();
        else if (column.kind == type::boolean)
          row.emplace_back(random.chance(0.5));
        else if (column.kind == type::real)
          row.emplace_back(random.uniform(-10, 10));
        else if (column.kind == type::text)
          row.emplace_back(std::string(random.below(30), static_cast<char>(random.below(256))));
        else
          row.emplace_back(static_cast<std::int64_t>(random.below(1u << 30)) - (1 << 29));
      }
    INFO("seed " << seed);
    auto out = make_writer(columns);
    CHECK((read_parquet(write(out, rows)).rows == rows));
  }
}
