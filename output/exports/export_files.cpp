#include "output/exports/export_files.hpp"

#include "output/atomic_file.hpp"
#include "output/exports/read_rows.hpp"
#include "output/exports/sqlite_copy.hpp"

namespace parley {
namespace {

constexpr std::pair<std::string_view, export_format> formats[] = {
    {"csv", export_format::csv},
    {"json", export_format::json},
    {"jsonl", export_format::jsonl},
    {"sqlite", export_format::sqlite},
    {"parquet", export_format::parquet}};

std::unique_ptr<table_writer> writer_for(const export_order& order, const export_table& table,
                                         byte_sink sink) {
  switch (order.format) {
    case export_format::json:
      return write_json(table, order.label, std::move(sink));
    case export_format::jsonl:
      return write_jsonl(table, std::move(sink));
    case export_format::parquet:
      return write_parquet(table, order.label, std::move(sink));
    case export_format::csv:
    case export_format::sqlite:
      break;
  }
  return write_csv(table, std::move(sink));
}

}  // namespace

std::optional<export_format> export_format_from(std::string_view name) {
  for (const auto& [text, format] : formats)
    if (text == name) return format;
  return std::nullopt;
}

std::string_view to_string(export_format format) {
  for (const auto& [text, each] : formats)
    if (each == format) return text;
  return "csv";
}

result<export_label> label_of(database& db, std::string version, bool redacted) {
  auto id = db.text("SELECT run_id FROM run");
  if (!id) return id.error();
  if (id->empty())
    return fail(failure_code::malformed_output,
                db.file().string() + " has no run: its process ended before anything was recorded");
  return export_label{std::move(*id), std::move(version), redacted};
}

result<std::uint64_t> export_rows(database& db, const export_order& order,
                                  const export_table& table, const byte_sink& sink) {
  const auto writer = writer_for(order, table, sink);
  return read_rows(db, table, order.hide ? &*order.hide : nullptr, *writer);
}

result<exported_file> export_file(database& db, const export_order& order,
                                  const export_table* table, const std::filesystem::path& file) {
  auto out = atomic_file::create(file);
  if (!out) return out.error();
  result<std::uint64_t> rows = 0;
  if (table)
    rows =
        export_rows(db, order, *table, [&](std::string_view bytes) { return out->write(bytes); });
  else
    rows = copy_journal(db, out->temporary(), order.hide ? &*order.hide : nullptr);
  if (!rows) return rows.error();
  if (auto done = out->commit(); !done) return done.error();
  std::error_code ignored;
  return exported_file{table ? std::string(table->name) : std::string(), file, *rows,
                       std::filesystem::file_size(file, ignored)};
}

}  // namespace parley
