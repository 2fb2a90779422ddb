#include "cli/export_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/json.hpp"
#include "base/nearest_name.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/table.hpp"
#include "output/exports/export_files.hpp"
#include "output/format.hpp"
#include "output/read_journal.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
using chosen_tables = std::vector<const export_table*>;

std::vector<std::string> table_names() {
  std::vector<std::string> out{"all"};
  for (const export_table& each : export_tables()) out.emplace_back(each.name);
  return out;
}

result<chosen_tables> tables_of(std::string_view what) {
  chosen_tables out;
  while (!what.empty()) {
    const auto comma = std::min(what.find(','), what.size());
    const std::string name(what.substr(0, comma));
    what.remove_prefix(std::min(comma + 1, what.size()));
    if (const export_table* found = find_export_table(name)) {
      if (std::find(out.begin(), out.end(), found) == out.end()) out.push_back(found);
      continue;
    }
    if (name == "all") {
      for (const export_table& each : export_tables())
        if (std::find(out.begin(), out.end(), &each) == out.end()) out.push_back(&each);
      continue;
    }
    const auto near = nearest_name(name, table_names());
    return fail(
        failure_code::invalid_input,
        fmt::format("--what: there is no table \"{}\"{}; one of {}", name,
                    near ? ", did you mean " + *near + "?" : "", fmt::join(table_names(), ", ")));
  }
  if (out.empty()) return fail(failure_code::invalid_input, "--what names no table");
  return out;
}

/// Where the files go: a folder, one file, or standard output.
struct destination {
  enum class kind { folder, file, standard_output } what = kind::folder;
  fs::path path;
};

bool names_a_file(const fs::path& path, export_format format) {
  const std::string ending = path.extension().string();
  return ending == fmt::format(".{}", to_string(format)) ||
         (format == export_format::sqlite && ending == ".db") ||
         (format == export_format::jsonl && ending == ".ndjson");
}

class exporter {
 public:
  exporter(const export_wish& wish, fs::path folder, console& con)
      : wish_(wish), folder_(std::move(folder)), con_(con) {}

  int run() {
    auto ready = prepare();
    if (!ready) return usage(ready.error());
    auto db = open_to_read(folder_);
    if (!db) return refuse(db.error(), con_);
    auto label = label_of(*db, version(), wish_.redact);
    if (!label) return refuse(label.error(), con_);
    order_.label = std::move(*label);
    if (wish_.redact || wish_.key_file) {
      auto key = redaction_key(folder_, wish_.key_file);
      if (!key) return refuse(key.error(), con_);
      order_.hide.emplace(std::move(*key));
    }
    // One state of the run in all tables, although it may be at work.
    if (auto begun = db->execute("BEGIN"); !begun) return refuse(begun.error(), con_);
    if (to_.what == destination::kind::standard_output) return to_standard_output(*db);
    return to_files(*db);
  }

 private:
  int usage(const failure& why) {
    con_.error(why.message);
    return exit_usage;
  }

  result<void> prepare() {
    const auto format = export_format_from(wish_.format);
    if (!format)
      return fail(failure_code::invalid_input,
                  fmt::format("there is no format \"{}\"; one of csv, json, jsonl, sqlite, parquet",
                              wish_.format));
    order_.format = *format;
    auto tables = tables_of(wish_.what);
    if (!tables) return tables.error();
    tables_ = std::move(*tables);
    if (*format == export_format::sqlite) {
      if (tables_.size() != export_tables().size())
        return fail(failure_code::invalid_input,
                    "sqlite copies all tables and views into one file; leave --what out");
      tables_ = {nullptr};
    }
    return choose_destination();
  }

  result<void> choose_destination() {
    to_.path = wish_.out;
    if (wish_.out.empty()) {
      to_.path = folder_ / (wish_.redact ? "export-redacted" : "export");
    } else if (wish_.out == "-") {
      to_.what = destination::kind::standard_output;
      if (wish_.json)
        return fail(failure_code::invalid_input,
                    "--out -: standard output holds the rows; leave --json out");
      if (con_.out_is_terminal() &&
          (order_.format == export_format::parquet || order_.format == export_format::sqlite))
        return fail(failure_code::invalid_input,
                    "--out -: this format is not for a terminal; redirect it into a file");
    } else if (names_a_file(to_.path, order_.format)) {
      to_.what = destination::kind::file;
    }
    if (to_.what != destination::kind::folder && tables_.size() > 1)
      return fail(failure_code::invalid_input,
                  fmt::format("--out {}: one table goes there, and {} are chosen; name one with "
                              "--what, e.g. --what scores, or give a folder",
                              wish_.out, tables_.size()));
    return {};
  }

  int to_standard_output(database& db) {
    if (!tables_.front()) return database_to_standard_output(db);
    const auto rows = export_rows(db, order_, *tables_.front(), [this](std::string_view bytes) {
      con_.out(bytes);
      return result<void>();
    });
    return rows ? static_cast<int>(exit_ok) : refuse(rows.error(), con_);
  }

  int database_to_standard_output(database& db) {
    const fs::path whole = fs::temp_directory_path() / fmt::format("parley-export-{}", ::getpid());
    const auto made = export_file(db, order_, nullptr, whole);
    if (!made) return refuse(made.error(), con_);
    std::ifstream in(whole, std::ios::binary);
    char piece[1 << 16];
    while (in.read(piece, sizeof piece) || in.gcount() > 0)
      con_.out(std::string_view(piece, static_cast<std::size_t>(in.gcount())));
    std::error_code ignored;
    fs::remove(whole, ignored);
    return exit_ok;
  }

  fs::path file_of(const export_table* table) const {
    if (to_.what == destination::kind::file) return to_.path;
    return to_.path / fmt::format("{}.{}", table ? table->name : std::string_view("run"),
                                  to_string(order_.format));
  }

  int to_files(database& db) {
    if (to_.what == destination::kind::folder && !make_folder()) return exit_provider;
    std::vector<exported_file> files;
    for (const export_table* table : tables_) {
      auto made = export_file(db, order_, table, file_of(table));
      if (!made) return refuse(made.error(), con_);
      files.push_back(std::move(*made));
    }
    if (wish_.json)
      con_.out_line(as_json(files));
    else
      show(files);
    return exit_ok;
  }

  bool make_folder() {
    std::error_code ec;
    if (fs::is_directory(to_.path, ec)) return true;
    const auto parent = to_.path.parent_path();
    if (!parent.empty()) fs::create_directories(parent, ec);
    if (::mkdir(to_.path.c_str(), 0700) == 0) return true;
    con_.error(fmt::format("cannot create the folder {}: {}; name another with --out",
                           to_.path.string(), std::strerror(errno)));
    return false;
  }

  void show(const std::vector<exported_file>& files) {
    table out;
    out.column("table");
    out.column("rows", table::align::right);
    out.column("file");
    for (const exported_file& each : files)
      out.row({cell(each.table.empty() ? "all" : each.table),
               cell(count_text(static_cast<std::int64_t>(each.rows))), cell(each.file.string())});
    for (const std::string& line : out.render(con_)) con_.out_line(line);
    if (!order_.hide || wish_.key_file) return;
    con_.err_line(fmt::format(
        "Names and texts are pseudonyms. {} makes the same ones again: keep it to yourself, or "
        "delete it so that nobody can.",
        (folder_ / redaction_key_name).string()));
  }

  std::string as_json(const std::vector<exported_file>& files) const {
    json::array list;
    for (const exported_file& each : files)
      list.push_back(json::object{{"table", each.table.empty() ? "all" : each.table},
                                  {"file", each.file.string()},
                                  {"rows", each.rows},
                                  {"bytes", each.bytes}});
    return pretty_json(json::object{{"run_id", order_.label.run_id},
                                    {"folder", folder_.string()},
                                    {"format", to_string(order_.format)},
                                    {"redacted", order_.label.redacted},
                                    {"files", std::move(list)}});
  }

  const export_wish& wish_;
  fs::path folder_;
  console& con_;
  export_order order_;
  chosen_tables tables_;
  destination to_;
};

}  // namespace

int export_run(const export_wish& wish, const fs::path& folder, console& con) {
  return exporter(wish, folder, con).run();
}

}  // namespace parley::cli
