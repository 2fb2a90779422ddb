// CSV: one header line, then a line a row.
#include "output/csv.hpp"
#include "output/exports/export_row.hpp"

namespace parley {
namespace {

class csv_table_writer final : public table_writer {
 public:
  csv_table_writer(const export_table& table, byte_sink sink) : sink_(std::move(sink)) {
    for (const export_column& column : table.columns) line_.text(column.name);
    line_.end_row();
  }

  result<void> row(std::span<const export_cell> cells) override {
    for (const export_cell& cell : cells) put(cell);
    line_.end_row();
    return hand_on();
  }
  result<void> end() override { return hand_on(); }

 private:
  void put(const export_cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell))
      line_.text(*text);
    else if (const auto* whole = std::get_if<std::int64_t>(&cell))
      line_.number(*whole);
    else if (const auto* number = std::get_if<double>(&cell))
      line_.number(*number);
    else if (const auto* flag = std::get_if<bool>(&cell))
      line_.boolean(*flag);
    else
      line_.empty();
  }
  result<void> hand_on() {
    auto done = sink_(line_.str());
    line_ = csv_writer();
    return done;
  }

  byte_sink sink_;
  csv_writer line_;
};

}  // namespace

std::unique_ptr<table_writer> write_csv(const export_table& table, byte_sink sink) {
  return std::make_unique<csv_table_writer>(table, std::move(sink));
}

}  // namespace parley
