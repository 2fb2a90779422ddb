// Every table in every format: types, nulls, accents, no rows, many rows, and what the pages say.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/json.hpp"
#include "output/csv_read.hpp"
#include "output/exports/export_files.hpp"
#include "output/record_values.hpp"
#include "output/store/label_rows.hpp"
#include "parquet_reader.hpp"
#include "schema_check.hpp"
#include "stored_run.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A journal with everything in it: two calls answered, one failed, one lost.
run_store full_store(const std::filesystem::path& file) {
  run_store store = new_store(file);
  write_run(store, synthetic_run({.customers = 12, .iterations = 2}));
  for (call_id id = 1; id <= 4; ++id)
    require(store.intent(1, id, intent_for(1, "C0001"), "2026-11-22T14:03:05.120Z"));
  chat_reply reply;
  reply.text = "¿Qué tal, señor Ibáñez?";
  reply.model = "m-1";
  reply.usage = {10, 4, 5, 0};
  require(store.outcome(1, {reply, 1, 0.5}, "2026-11-22T14:03:06.5Z"));
  reply.text = "=1+1";
  require(store.outcome(2, {reply, 2, {}}, "2026-11-22T14:03:07.123Z"));
  require(store.outcome(3, {fail(failure_code::timed_out, "late"), 1, {}}, "2026-11-22T14:03:08Z"));
  require(store.quota(1, "2026-11-22T14:03:08.000Z", {"m", "nothing", 1, 2, 3, 4, 5, 6, 7}));
  require(store.changed(1, 1, "live", {"2026-11-22T14:03:08Z", "run.seed", "1", "-2"}));
  const drawn_talk drawn{{1, "C0001", 0}, cohort::quiet_satisfied, 1, 7};
  require(keep_sample(store.db(), std::span(&drawn, 1), "2026-11-22T14:03:09Z"));
  const person_label labels[] = {
      {drawn.talk, "ana", 7.5, 0.25, {}, "=no", false, "terminal", "2026-11-22T14:03:10.001Z"},
      {{1, "C0002", 0}, "ana", {}, {}, {}, "", true, "csv", "2026-11-22T14:03:10Z"}};
  require(keep_labels(store.db(), labels));
  return store;
}

std::string exported(database& db, export_format format, const export_table& table,
                     std::optional<redactor> hide = {}) {
  std::string out;
  const export_order order{format, {"x", "1", hide.has_value()}, hide};
  const auto rows = export_rows(db, order, table, [&](std::string_view bytes) {
    out += bytes;
    return result<void>();
  });
  INFO(table.name << ": " << (rows ? "" : rows.error().message));
  REQUIRE(rows.has_value());
  return out;
}

const export_table& table_named(std::string_view name) {
  const export_table* found = find_export_table(name);
  REQUIRE(found != nullptr);
  return *found;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

json::value exact(const std::string& text) {
  auto value = parse_exact(text);
  INFO((value ? "" : value.error().message));
  REQUIRE(value.has_value());
  return std::move(*value);
}

/// A cell as JSON would have it; timestamps as milliseconds.
json::value json_of(const parquet_cell& cell) {
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* text = std::get_if<std::string>(&cell)) return json::value(*text);
  return nullptr;
}

json::value expected_of(const json::value& value, export_type type) {
  if (value.is_null()) return value;
  if (type == export_type::timestamp) {
    const auto when = milliseconds_of(std::string(value.as_string()));
    return when ? json::value(*when) : json::value(nullptr);
  }
  return type == export_type::number ? json::value(value.to_number<double>()) : value;
}

}  // namespace

TEST_CASE("json, jsonl and parquet say the same of every row of every table") {
  temporary_folder folder;
  run_store store = full_store(folder.path() / "run.db");
  schema_check schemas(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/schemas");
  for (const export_table& table : export_tables()) {
    INFO(table.name);
    const json::value document = exact(exported(store.db(), export_format::json, table));
    for (const std::string& line : schemas.problems(document, "export.schema.json"))
      FAIL_CHECK(line);
    const auto& rows = document.at("rows").as_array();
    CHECK_FALSE(rows.empty());
    const auto lines = lines_of(exported(store.db(), export_format::jsonl, table));
    const auto parquet = read_parquet(exported(store.db(), export_format::parquet, table));
    REQUIRE(lines.size() == rows.size());
    REQUIRE(parquet.rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK((exact(lines[i]) == rows[i]));
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& column = table.columns[c];
        INFO(column.name << " of row " << i);
        CHECK(parquet.names[c] == column.name);
        const json::value& value = rows[i].at(column.name);
        CHECK((json_of(parquet.rows[i][c]) == expected_of(value, column.type)));
      }
    }
  }
}

TEST_CASE("csv cells hold what the rows hold; texts are defused, negative numbers stay") {
  temporary_folder folder;
  run_store store = full_store(folder.path() / "run.db");
  require(store.db().execute("UPDATE scores SET ltv_delta = -0.25, rationale = '-5, dijo \"no\"'"));
  for (const export_table& table : export_tables()) {
    INFO(table.name);
    const auto csv = read_csv(exported(store.db(), export_format::csv, table));
    REQUIRE(csv.has_value());
    const auto rows = exact(exported(store.db(), export_format::json, table)).at("rows").as_array();
    CHECK(csv->rows.size() == rows.size());
    CHECK(csv->header.size() == table.columns.size());
  }
  const std::string scores = exported(store.db(), export_format::csv, table_named("scores"));
  CHECK_THAT(scores, ContainsSubstring(",-0.25,") && ContainsSubstring("\"'-5, dijo \"\"no\"\"\""));
  const std::string calls = exported(store.db(), export_format::csv, table_named("calls"));
  CHECK_THAT(calls,
             ContainsSubstring(",'=1+1\r\n") && ContainsSubstring("¿Qué tal, señor Ibáñez?"));
  CHECK_THAT(calls, ContainsSubstring(",2026-11-22T14:03:05.120Z,2026-11-22T14:03:07.123Z,"));
}

TEST_CASE("a table without rows is still a document of its format") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  const export_table& table = table_named("transcripts");
  CHECK(exported(store.db(), export_format::csv, table).ends_with("churn_prob,reward\r\n"));
  CHECK(exported(store.db(), export_format::jsonl, table).empty());
  CHECK(exact(exported(store.db(), export_format::json, table)).at("rows").as_array().empty());
  CHECK(read_parquet(exported(store.db(), export_format::parquet, table)).rows.empty());
}

TEST_CASE("rows stream: no piece holds more than a row, and a row group in Parquet") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  require(store.db().execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
      " INSERT INTO turns SELECT 1, 'C', 0, i, 'agent', printf('%.2000c', 'x'), NULL, 0, 0 FROM n;"
      "INSERT INTO conversations VALUES (1, 'C', 0, 'x', 'silence', '', '', '', '', 1, 0, '{}', "
      "1)"));
  for (const auto& [format, most] : {std::pair{export_format::csv, 3000u},
                                     {export_format::json, 4000u},
                                     {export_format::jsonl, 4000u},
                                     {export_format::parquet, 40u << 20}}) {
    std::size_t largest = 0, pieces = 0, all = 0;
    const auto rows = export_rows(store.db(), {format, {"x", "1", false}, {}},
                                  table_named("transcripts"), [&](std::string_view bytes) {
                                    largest = std::max(largest, bytes.size());
                                    all += bytes.size();
                                    ++pieces;
                                    return result<void>();
                                  });
    INFO(to_string(format));
    REQUIRE(rows.has_value());
    CHECK(*rows == 30'000);
    CHECK(all > 60'000'000);
    CHECK(largest < most);
    CHECK(pieces > 1);
  }
}

TEST_CASE("a sink that refuses ends the export with its reason, and no file is left") {
  temporary_folder folder;
  run_store store = full_store(folder.path() / "run.db");
  int taken = 0;
  const auto full =
      export_rows(store.db(), {}, table_named("calls"), [&](std::string_view) -> result<void> {
        if (++taken > 2) return fail(failure_code::io_error, "no space");
        return {};
      });
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().message == "no space");
  const auto nowhere =
      export_file(store.db(), {}, &table_named("calls"), folder.path() / "missing" / "calls.csv");
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().code == failure_code::not_writable);
}

TEST_CASE("files are the owner's alone, and replace what was there in one step") {
  temporary_folder folder;
  run_store store = full_store(folder.path() / "run.db");
  for (const auto format : {export_format::csv, export_format::sqlite}) {
    const auto file = folder.path() / ("out." + std::string(to_string(format)));
    std::ofstream(file) << "old";
    const auto made =
        export_file(store.db(), {format, {"x", "1", false}, {}},
                    format == export_format::sqlite ? nullptr : &table_named("calls"), file);
    INFO((made ? "" : made.error().message));
    REQUIRE(made.has_value());
    CHECK(mode_of(file) == 0600);
    CHECK(made->bytes == std::filesystem::file_size(file));
    CHECK(made->rows >= 4);
  }
  CHECK(entries_in(folder.path()) == 5);  // journal, its WAL and index, two exports
}

TEST_CASE("timestamps become milliseconds, and nothing else does") {
  CHECK(milliseconds_of("1970-01-01T00:00:00Z") == 0);
  CHECK(milliseconds_of("2026-11-22T14:03:05.123Z") == 1795356185123);
  CHECK(milliseconds_of("2024-02-29T23:59:60Z").has_value());
  for (const char* wrong : {"", "t", "2026-11-22 14:03:05Z", "2026-13-22T14:03:05Z",
                            "2025-02-29T00:00:00Z", "2026-11-22T24:03:05Z", "2026-11-22T14:03:05",
                            "2026-11-22T14:03:05.12Z", "2026-1x-22T14:03:05Z"})
    CHECK_FALSE(milliseconds_of(wrong).has_value());
}

TEST_CASE("docs/exports.md names every table and every column") {
  const std::string page = read_all(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/exports.md");
  for (const export_table& table : export_tables()) {
    const auto begin = page.find("\n### " + std::string(table.name) + "\n");
    INFO(table.name);
    REQUIRE(begin != std::string::npos);
    const std::string part = page.substr(begin, page.find("\n### ", begin + 1) - begin);
    for (const export_column& column : table.columns)
      CHECK_THAT(part, ContainsSubstring("`" + std::string(column.name) + "`"));
  }
}
