#include "cli/label_files.hpp"

#include <fmt/format.h>

#include <fstream>

#include "cli/exit_code.hpp"
#include "output/reproducible.hpp"
#include "output/run_lock.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t most_bytes = 64u << 20;
constexpr std::size_t most_told = 100;

}  // namespace

result<csv_table> read_sheet_file(const std::string& file) {
  const auto wrong = [&file](std::string_view why) {
    return fail(failure_code::invalid_input, fmt::format("{}: {}", file, why));
  };
  std::error_code ec;
  if (fs::is_directory(file, ec)) return wrong("cannot be read, it is a folder");
  std::ifstream in(file, std::ios::binary);
  if (!in.is_open()) return wrong("cannot be read");
  if (const auto size = fs::file_size(file, ec); !ec && size > most_bytes)
    return wrong(fmt::format("larger than {} MiB", most_bytes >> 20));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return wrong("cannot be read");
  auto table = read_csv(text);
  if (!table) return wrong(table.error().message);
  return table;
}

int refuse_sheet(const std::vector<std::string>& problems, const std::string& file, console& con) {
  for (std::size_t i = 0; i < std::min(problems.size(), most_told); ++i)
    con.error({problems[i], "invalid_input", file});
  con.error({fmt::format("{} problem{}; nothing was imported", problems.size(),
                         problems.size() == 1 ? "" : "s"),
             "invalid_input", file});
  return exit_usage;
}

void renew_page(labelled_run& labelled, const fs::path& folder, const std::string& document,
                console& con) {
  const fs::path page = folder / "report.html";
  std::error_code ec;
  if (!fs::exists(page, ec)) return;
  const auto lock = run_lock::take(folder);
  if (!lock) return;
  run_record& run = labelled.run;
  if (labelled.config.run.reproducible) leave_out_times(run);
  run.people = document;
  if (auto written = write_file(page, report_html(run)); !written)
    con.warning("the page was not renewed: " + written.error().message);
}

}  // namespace parley::cli
