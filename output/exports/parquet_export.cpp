// Parquet: a row group at a time.
#include <fmt/format.h>

#include "output/exports/export_row.hpp"
#include "output/parquet/parquet_writer.hpp"

namespace parley {
namespace {

parquet::type type_of(export_type type) {
  switch (type) {
    case export_type::integer:
      return parquet::type::int64;
    case export_type::number:
      return parquet::type::real;
    case export_type::boolean:
      return parquet::type::boolean;
    case export_type::timestamp:
      return parquet::type::timestamp_ms;
    case export_type::text:
      break;
  }
  return parquet::type::text;
}

std::vector<parquet::column> columns_of(const export_table& table) {
  std::vector<parquet::column> out;
  for (const export_column& column : table.columns)
    out.push_back({std::string(column.name), type_of(column.type), column.nullable});
  return out;
}

class parquet_table_writer final : public table_writer {
 public:
  parquet_table_writer(const export_table& table, const export_label& label, byte_sink sink)
      : table_(table),
        sink_(std::move(sink)),
        out_(columns_of(table),
             {{"parley.format_version", "1"},
              {"parley.run_id", label.run_id},
              {"parley.table", std::string(table.name)},
              {"parley.redacted", label.redacted ? "true" : "false"}},
             "parley version " + label.version),
        pending_(out_.begin()) {}

  result<void> row(std::span<const export_cell> cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (auto done = put(i, cells[i]); !done) return done;
    out_.end_row();
    if (!out_.group_full()) return {};
    pending_ += out_.take_group();
    return hand_on();
  }
  result<void> end() override {
    pending_ += out_.finish();
    return hand_on();
  }

 private:
  result<void> put(std::size_t i, const export_cell& cell) {
    const export_column& what = table_.columns[i];
    parquet::column_buffer& to = out_.at(i);
    if (const auto* text = std::get_if<std::string>(&cell)) {
      if (what.type == export_type::text) return to.text(*text), result<void>();
      const auto when = milliseconds_of(*text);
      if (when) return to.int64(*when), result<void>();
    } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
      return to.int64(*whole), result<void>();
    } else if (const auto* number = std::get_if<double>(&cell)) {
      return to.real(*number), result<void>();
    } else if (const auto* flag = std::get_if<bool>(&cell)) {
      return to.boolean(*flag), result<void>();
    }
    if (what.nullable) return to.null(), result<void>();
    return fail(failure_code::malformed_output,
                fmt::format("{}.{} has no value of its type in one row; the journal is damaged: "
                            "`sqlite3 run.db 'PRAGMA integrity_check'` may say more",
                            table_.name, what.name));
  }
  result<void> hand_on() {
    auto done = sink_(pending_);
    pending_.clear();
    return done;
  }

  const export_table& table_;
  byte_sink sink_;
  parquet::writer out_;
  std::string pending_;
};

}  // namespace

std::unique_ptr<table_writer> write_parquet(const export_table& table, const export_label& label,
                                            byte_sink sink) {
  return std::make_unique<parquet_table_writer>(table, label, std::move(sink));
}

}  // namespace parley
