// A SQLite database and its prepared statements, as owners and values.
// Must not know: runs, tables. (And no SQLite header: only database.cpp includes it.)
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/errors.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace parley {

/// One prepared statement. Binding counts parameters by itself, from the first; reading counts
/// columns by itself. A statement must not outlive its database.
class statement {
 public:
  explicit statement(sqlite3_stmt* owned) : handle_(owned, &statement::finalize) {}

  statement& bind(std::int64_t value);
  statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  statement& bind(std::size_t value) { return bind(static_cast<std::int64_t>(value)); }
  statement& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
  statement& bind(double value);
  statement& bind(std::string_view text);
  statement& bind(const char* text) { return bind(std::string_view(text)); }
  statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  statement& bind_null();
  template <class T>
  statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }

  /// Runs a statement without rows and makes it ready for the next use. Errors: io_error.
  result<void> run();
  /// The next row: true; no more: false, and the statement is ready for the next use.
  result<bool> step();
  void reset();

  // Columns of the current row, one after the other.
  std::int64_t integer();
  int small() { return static_cast<int>(integer()); }
  bool flag() { return integer() != 0; }
  double number();
  std::string text();
  std::optional<double> maybe_number();
  std::optional<std::string> maybe_text();

  // The next column, before it is read.
  enum class storage : std::uint8_t { null, integer, real, text };
  storage next_storage() const;
  bool null_next() const { return next_storage() == storage::null; }
  void skip() { ++next_column_; }

 private:
  static void finalize(sqlite3_stmt* handle);
  std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt*)> handle_;
  int next_parameter_ = 1;
  int next_column_ = 0;
};

/// frozen: to read, where nobody writes the file and nothing can be written beside it.
enum class open_mode : std::uint8_t { read_only, read_write, create, frozen };

class database {
 public:
  /// Errors: not_found, io_error, invalid_input (the file is no database, or is damaged).
  static result<database> open(const std::filesystem::path& file, open_mode mode);

  /// One or more statements without rows. Errors: io_error.
  result<void> execute(const std::string& sql);
  /// Precondition: `sql` fits the schema (it is a constant of this program). Errors: io_error.
  result<statement> prepare(std::string_view sql);
  /// The first column of the first row. Errors: io_error.
  result<std::int64_t> integer(std::string_view sql);
  result<std::string> text(std::string_view sql);

  const std::filesystem::path& file() const { return file_; }

 private:
  database(sqlite3* owned, std::filesystem::path file);
  static void close(sqlite3* handle);
  std::unique_ptr<sqlite3, void (*)(sqlite3*)> handle_;
  std::filesystem::path file_;
};

}  // namespace parley
