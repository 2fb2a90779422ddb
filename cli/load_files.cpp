#include "cli/load_files.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "engine/load/collector.hpp"
#include "engine/load/hdr_log.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace fs = std::filesystem;
namespace {

std::string hlog_of(const load_record& record, double unix_start) {
  std::string text = load::hdr_log_head(unix_start);
  for (const load_step& step : record.steps)
    for (const load_metric& metric : step.metrics) {
      const load::histogram values = load::histogram_of(metric);
      const std::string tag = metric.name + "@" + step.name;
      text += load::hdr_log_text({tag, step.started + step.warmup, step.measured, &values});
    }
  return text;
}

result<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(failure_code::not_found, fmt::format("cannot read {}", path.string()));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

result<fs::path> make_load_folder(const fs::path& out, const std::string& id) {
  std::error_code ec;
  const fs::path folder = out / id;
  fs::create_directories(folder, ec);
  if (!ec) fs::permissions(folder, fs::perms::owner_all, ec);
  if (ec)
    return fail(failure_code::io_error, fmt::format("cannot create {}: {}; choose another folder "
                                                    "with --out",
                                                    folder.string(), ec.message()));
  return folder;
}

result<void> write_load(const fs::path& folder, const load_record& record, bool csv,
                        const std::string& requests, double unix_start) {
  std::vector<std::pair<std::string, std::string>> files{
      {"load.json", load_to_json(record) + "\n"},
      {"report.html", load_html(record)},
      {"load.hlog", hlog_of(record, unix_start)}};
  if (csv) {
    files.emplace_back("steps.csv", load_steps_csv(record));
    files.emplace_back("seconds.csv", load_seconds_csv(record));
  }
  if (!requests.empty()) files.emplace_back("requests.jsonl", requests);
  for (const auto& [name, content] : files)
    if (auto written = write_file(folder / name, content); !written) return written;
  std::error_code ec;
  const fs::path latest = folder.parent_path() / "latest";
  fs::remove(latest, ec);
  fs::create_directory_symlink(folder.filename(), latest, ec);
  return {};
}

result<load_record> read_load(const fs::path& out, const std::string& name) {
  std::error_code ec;
  fs::path path = name;
  if (!fs::exists(path, ec)) path = out / name;
  if (fs::is_directory(path, ec)) path /= "load.json";
  if (!fs::exists(path, ec))
    return fail(failure_code::not_found,
                fmt::format("{}: there is no such file or folder, here or in {}; expected a "
                            "load.json, its folder, or an id of `parley load`",
                            name, out.string()));
  auto text = read_text(path);
  if (!text) return text.error();
  auto record = load_from_json(*text);
  if (!record)
    return fail(record.error().code, fmt::format("{}: {}", path.string(), record.error().message));
  return record;
}

std::string request_line(const load::sample& s, time_point start) {
  const auto ms = [&](time_point t) { return static_cast<double>(load::micros(t - start)) / 1000; };
  std::string line = fmt::format(
      R"({{"timestamp":{:.3f},"input_length":{},"output_length":{},"sent":{:.3f},"ended":{:.3f})",
      ms(s.intended), s.usage.input, s.usage.output, ms(s.sent), ms(s.ended));
  if (s.streamed)
    line += fmt::format(R"(,"first_token":{:.3f},"last_token":{:.3f})", ms(s.first_token),
                        ms(s.last_token));
  return line + fmt::format(R"(,"outcome":"{}"}})", s.ok() ? "ok" : to_string(s.error)) + "\n";
}

}  // namespace parley::cli
