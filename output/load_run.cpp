#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "output/record_values.hpp"
#include "output/run_logger.hpp"

namespace parley {
namespace {

/// Says what the document is not before anybody reads its members.
std::optional<failure> wrong_format(const json::value& value) {
  const auto* object = value.if_object();
  const auto* format = object ? object->if_contains("format") : nullptr;
  if (!format || *format != "parley-run")
    return fail(failure_code::malformed_output,
                "run.json: /format: expected \"parley-run\": this is not the record of a run");
  const auto* version = object->if_contains("format_version");
  if (!version || *version != 1)
    return fail(failure_code::malformed_output,
                fmt::format("run.json: /format_version: found {}, expected 1: the run was written "
                            "by another version of parley; read it with that version",
                            version ? json::serialize(*version) : "nothing"));
  return std::nullopt;
}

}  // namespace

result<run_record> run_from_json(std::string_view text) {
  auto value = parse_exact(text);
  if (!value)
    return fail(failure_code::malformed_output, fmt::format("run.json: {}", value.error().message));
  if (auto wrong = wrong_format(*value)) return std::move(*wrong);
  json_problems problems;
  run_record record = run_from(*value, problems);
  if (!problems.none()) return problems.as_failure("run.json");
  return record;
}

result<run_record> load_run(const std::filesystem::path& run_folder) {
  const auto path = run_folder / "run.json";
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    return fail(failure_code::not_found,
                fmt::format("{} has no run.json: the run did not come to its end, or this is not "
                            "the folder of a run",
                            run_folder.string()));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    return fail(failure_code::io_error,
                fmt::format("cannot read {}: {}; check its permissions", path.string(),
                            std::strerror(errno ? errno : EIO)));
  auto record = run_from_json(text);
  if (!record)
    return fail(record.error().code,
                fmt::format("{}: {}", run_folder.string(), record.error().message));
  return record;
}

}  // namespace parley
