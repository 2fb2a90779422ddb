#include "output/run_logger.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "agents/record_json.hpp"
#include "output/csv_tables.hpp"
#include "output/prompt_text.hpp"
#include "output/record_values.hpp"
#include "output/run_folder.hpp"

namespace parley {
namespace {

namespace fs = std::filesystem;

failure cannot_create(const fs::path& path, int error) {
  return fail(code_of_write_error(error),
              fmt::format("cannot create the folder {}: {}; check its parent's permissions or "
                          "choose another output folder",
                          path.string(), std::strerror(error)));
}

/// What a process left that was killed while it wrote.
void forget_temporaries(const fs::path& folder) {
  std::error_code ec;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().filename().string().starts_with(".parley-")) ::unlink(it->path().c_str());
}

/// prompt_history/iter_N.json for programs and iter_N.txt for people.
result<void> write_prompt(const fs::path& folder, const prompt_version& version) {
  const auto stem = folder / "prompt_history" / fmt::format("iter_{}", version.iteration);
  json::value value = prompt_version_json(version);
  make_portable(value);
  if (auto done = write_file(stem.string() + ".json", pretty_json(value) + '\n'); !done)
    return done;
  return write_file(stem.string() + ".txt", prompt_text(version));
}

/// Appends by writing the whole file again: a table is never seen with half an iteration.
result<void> append_table(const fs::path& folder, const written_table& table, bool first) {
  const auto path = folder / table.file;
  std::string content;
  if (!first) {
    std::ifstream file(path, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), {});
  }
  if (content.empty()) content = table.header;
  return write_file(path, content + table.rows);
}

/// The tables of all iterations at once: heals what an interrupted or repeated write left.
result<void> write_tables(const fs::path& folder, const run_record& record) {
  std::array<written_table, 4> whole = csv_tables(iteration_record{});
  for (auto& table : whole) table.rows = table.header;
  for (std::size_t i = 0; i < record.iterations.size(); ++i) {
    const auto tables = csv_tables(record.iterations[i]);
    for (std::size_t t = 0; t < tables.size(); ++t) whole[t].rows += tables[t].rows;
  }
  for (const auto& table : whole)
    if (auto done = write_file(folder / table.file, table.rows); !done) return done;
  return {};
}

}  // namespace

result<run_logger> run_logger::create(const fs::path& output_folder, const std::string& run_id,
                                      bool csv) {
  if (!is_run_id(run_id))
    return fail(failure_code::invalid_input,
                fmt::format("\"{}\" is no name for a run: expected 1 to 100 characters of "
                            "[A-Za-z0-9._-], not \"latest\", not starting with a dot",
                            run_id));
  std::error_code ec;
  fs::create_directories(output_folder, ec);
  if (ec) return cannot_create(output_folder, ec.value());

  run_logger logger;
  logger.output_ = output_folder;
  logger.folder_ = output_folder / run_id;
  logger.csv_ = csv;
  if (::mkdir(logger.folder_.c_str(), 0700) != 0) {
    if (errno == EEXIST)
      return fail(failure_code::invalid_input,
                  fmt::format("the folder {} already exists; give the run another name",
                              logger.folder_.string()));
    return cannot_create(logger.folder_, errno);
  }
  const auto prompts = logger.folder_ / "prompt_history";
  if (::mkdir(prompts.c_str(), 0700) != 0) return cannot_create(prompts, errno);
  return logger;
}

result<run_logger> run_logger::reopen(const fs::path& folder, bool csv) {
  run_logger logger;
  logger.output_ = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  logger.folder_ = folder;
  logger.csv_ = csv;
  const auto prompts = folder / "prompt_history";
  if (::mkdir(prompts.c_str(), 0700) != 0 && errno != EEXIST) return cannot_create(prompts, errno);
  forget_temporaries(folder);
  forget_temporaries(prompts);
  return logger;
}

result<void> run_logger::iteration(const iteration_record& record, const prompt_version& version) {
  const auto name = fmt::format("iteration_{}.json", record.iteration);
  if (auto done = write_file(folder_ / name, iteration_to_json(record)); !done) return done;

  if (auto done = write_prompt(folder_, version); !done) return done;

  if (!csv_) return {};
  for (const auto& table : csv_tables(record))
    if (auto done = append_table(folder_, table, !tables_begun_); !done) return done;
  tables_begun_ = true;
  return {};
}

result<fs::path> run_logger::finish(const run_record& record) const {
  if (auto done = write_file(folder_ / "run.json", run_to_json(record)); !done) return done.error();
  // The history knows by now what each prompt scored.
  for (const auto& version : record.history)
    if (auto done = write_prompt(folder_, version); !done) return done.error();
  if (csv_)
    if (auto done = write_tables(folder_, record); !done) return done.error();
  const auto report = folder_ / "report.html";
  if (auto done = write_file(report, report_html(record)); !done) return done.error();
  // A run that finished nothing does not take the place of one that did.
  if (!record.iterations.empty() || !find_run(output_, "latest"))
    if (auto done = point_latest(output_, folder_.filename().string()); !done) return done.error();
  return report;
}

}  // namespace parley
