#include "output/store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace parley {
namespace {

constexpr int busy_wait_ms = 5000;  // a reader that checkpoints holds the file for milliseconds

std::string_view advice(int code, int system_error) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return "; free some space there, then go on with `parley resume`";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "; change the folder's permissions, then go on with `parley resume`";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "; the file is damaged or is no journal: bring back a copy, or begin a new run";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; another program holds the file: close it, then try again";
    default:
      return system_error == ENOSPC || system_error == EDQUOT
                 ? "; free some space there, then go on with `parley resume`"
                 : "; check the disk and the folder";
  }
}

failure explain(sqlite3* handle, const std::filesystem::path& file, std::string_view doing) {
  const int code = sqlite3_extended_errcode(handle);
  const int system_error = sqlite3_system_errno(handle);
  std::string why = sqlite3_errmsg(handle);
  if (system_error != 0 && (code & 0xFF) != SQLITE_NOTADB)
    why += fmt::format(" ({})", std::strerror(system_error));
  const int kind = code & 0xFF;
  const auto what = kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT ? failure_code::invalid_input
                                                                    : failure_code::io_error;
  return fail(what, fmt::format("cannot {} the journal {}: {}{}", doing, file.string(), why,
                                advice(code, system_error)));
}

failure explain(sqlite3* handle, std::string_view doing) {
  const char* file = sqlite3_db_filename(handle, "main");
  return explain(handle, file ? file : "", doing);
}

int open_flags(open_mode mode) {
  switch (mode) {
    case open_mode::read_only:
      return SQLITE_OPEN_READONLY;
    case open_mode::frozen:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case open_mode::read_write:
      return SQLITE_OPEN_READWRITE;
    case open_mode::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

/// What SQLite is asked for: the path, or for a frozen file a URI that says so.
std::string sqlite_name(const std::filesystem::path& file, open_mode mode) {
  if (mode != open_mode::frozen) return file.string();
  std::string out = "file:";
  for (const char c : file.string())
    out += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02x}", static_cast<unsigned char>(c))
                                            : std::string(1, c);
  return out + "?immutable=1";
}

}  // namespace

void statement::finalize(sqlite3_stmt* handle) {
  sqlite3_finalize(handle);
}

statement& statement::bind(std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), next_parameter_++, value);
  return *this;
}

statement& statement::bind(double value) {
  sqlite3_bind_double(handle_.get(), next_parameter_++, value);
  return *this;
}

statement& statement::bind(std::string_view text) {
  // Copied: the caller's text may be gone when the statement runs. Null data would bind NULL.
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(handle_.get(), next_parameter_++, data, text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

statement& statement::bind_null() {
  sqlite3_bind_null(handle_.get(), next_parameter_++);
  return *this;
}

result<void> statement::run() {
  const auto row = step();
  if (!row) return row.error();
  reset();
  return {};
}

result<bool> statement::step() {
  next_column_ = 0;
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  const failure why = explain(sqlite3_db_handle(handle_.get()), "use");
  reset();
  return why;
}

void statement::reset() {
  sqlite3_reset(handle_.get());
  next_parameter_ = 1;
  next_column_ = 0;
}

std::int64_t statement::integer() {
  return sqlite3_column_int64(handle_.get(), next_column_++);
}

double statement::number() {
  return sqlite3_column_double(handle_.get(), next_column_++);
}

std::string statement::text() {
  const int column = next_column_++;
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data == nullptr ? std::string() : std::string(data, size);
}

std::optional<double> statement::maybe_number() {
  if (null_next()) return skip(), std::nullopt;
  return number();
}

std::optional<std::string> statement::maybe_text() {
  if (null_next()) return skip(), std::nullopt;
  return text();
}

statement::storage statement::next_storage() const {
  switch (sqlite3_column_type(handle_.get(), next_column_)) {
    case SQLITE_NULL:
      return storage::null;
    case SQLITE_INTEGER:
      return storage::integer;
    case SQLITE_FLOAT:
      return storage::real;
    default:
      return storage::text;
  }
}

database::database(sqlite3* owned, std::filesystem::path file)
    : handle_(owned, &database::close), file_(std::move(file)) {}

void database::close(sqlite3* handle) {
  sqlite3_close_v2(handle);
}

result<database> database::open(const std::filesystem::path& file, open_mode mode) {
  std::error_code ignored;
  if (mode != open_mode::create && !std::filesystem::exists(file, ignored))
    return fail(failure_code::not_found, fmt::format("there is no journal {}", file.string()));
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(sqlite_name(file, mode).c_str(), &handle,
                                   open_flags(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
  database opened(handle, file);
  if (code != SQLITE_OK) return explain(handle, file, "open");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_wait_ms);
  return opened;
}

result<void> database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return explain(handle_.get(), file_, "write");
  return {};
}

result<statement> database::prepare(std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
    return explain(handle_.get(), file_, "read");
  return statement(made);
}

result<std::int64_t> database::integer(std::string_view sql) {
  auto query = prepare(sql);
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return *row ? query->integer() : 0;
}

result<std::string> database::text(std::string_view sql) {
  auto query = prepare(sql);
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return *row ? query->text() : std::string();
}

}  // namespace parley
