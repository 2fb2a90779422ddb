// JSON: one document a table, or one object a line.
#include <fmt/format.h>

#include "base/json.hpp"
#include "output/exports/export_row.hpp"

namespace parley {
namespace {

std::string quoted(std::string_view text) {
  return json::serialize(json::value(text));
}

std::string cell_text(const export_cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return quoted(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return number_text(*number);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
  return "null";
}

std::string object_text(const export_table& table, std::span<const export_cell> cells) {
  std::string out = "{";
  for (std::size_t i = 0; i < cells.size(); ++i)
    out += fmt::format("{}\"{}\":{}", i ? "," : "", table.columns[i].name, cell_text(cells[i]));
  return out + "}";
}

class jsonl_writer final : public table_writer {
 public:
  jsonl_writer(const export_table& table, byte_sink sink) : table_(table), sink_(std::move(sink)) {}
  result<void> row(std::span<const export_cell> cells) override {
    return sink_(object_text(table_, cells) + "\n");
  }
  result<void> end() override { return {}; }

 private:
  const export_table& table_;
  byte_sink sink_;
};

class json_writer final : public table_writer {
 public:
  json_writer(const export_table& table, const export_label& label, byte_sink sink)
      : table_(table), sink_(std::move(sink)), before_(head(label)) {}

  result<void> row(std::span<const export_cell> cells) override {
    auto done = sink_(before_ + object_text(table_, cells));
    before_ = ",\n";
    any_ = true;
    return done;
  }
  result<void> end() override {
    return sink_((any_ ? "\n" : before_.substr(0, before_.size() - 1)) + std::string("]}\n"));
  }

 private:
  std::string head(const export_label& label) const {
    std::string columns;
    for (const export_column& column : table_.columns)
      columns += fmt::format("{}\n{{\"name\":\"{}\",\"type\":\"{}\",\"nullable\":{}}}",
                             columns.empty() ? "" : ",", column.name, to_string(column.type),
                             column.nullable);
    return fmt::format(
        "{{\"format\":\"parley-export\",\"format_version\":1,\"run_id\":{},\"version\":{},"
        "\"table\":\"{}\",\"redacted\":{},\n\"columns\":[{}],\n\"rows\":[\n",
        quoted(label.run_id), quoted(label.version), table_.name, label.redacted, columns);
  }

  const export_table& table_;
  byte_sink sink_;
  std::string before_;  // what stands before the next row
  bool any_ = false;
};

}  // namespace

std::unique_ptr<table_writer> write_jsonl(const export_table& table, byte_sink sink) {
  return std::make_unique<jsonl_writer>(table, std::move(sink));
}

std::unique_ptr<table_writer> write_json(const export_table& table, const export_label& label,
                                         byte_sink sink) {
  return std::make_unique<json_writer>(table, label, std::move(sink));
}

}  // namespace parley
