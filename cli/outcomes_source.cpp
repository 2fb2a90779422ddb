#include "cli/outcomes_source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "output/call_record.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t most_bytes = 256u << 20;

result<fs::path> find_file(const settings& config) {
  const std::string& name = config.truth.outcomes;
  if (name == "latest")
    return fail(failure_code::invalid_config,
                "truth.outcomes: latest is another run as soon as one begins; name the run");
  std::error_code ec;
  if (fs::is_directory(name, ec)) return fs::path(name) / "outcomes.json";
  if (fs::exists(name, ec)) return fs::path(name);
  if (const auto run = find_run(config.run.output, name)) return *run / "outcomes.json";
  return fail(failure_code::not_found,
              fmt::format("truth.outcomes: {} is no file, no run's folder and no run in {}", name,
                          config.run.output));
}

}  // namespace

result<std::optional<named_outcomes>> outcomes_of(const settings& config) {
  if (config.truth.outcomes.empty()) return std::optional<named_outcomes>{};
  const auto file = find_file(config);
  if (!file) return file.error();
  std::error_code ec;
  const auto size = fs::file_size(*file, ec);
  if (ec)
    return fail(failure_code::not_found,
                fmt::format("truth.outcomes: {} cannot be read ({}); `parley outcomes import "
                            "FILE.csv` writes it",
                            file->string(), ec.message()));
  if (size > most_bytes)
    return fail(failure_code::invalid_input, fmt::format("truth.outcomes: {} is larger than {} MiB",
                                                         file->string(), most_bytes >> 20));
  std::ifstream in(*file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in)
    return fail(failure_code::not_found,
                fmt::format("truth.outcomes: {} cannot be read", file->string()));
  named_outcomes out;
  out.digest = text_digest(text.str());
  auto read = truth::field_evidence_from(text.str());
  if (!read)
    return fail(failure_code::invalid_input,
                fmt::format("truth.outcomes: {}: {}", file->string(), read.error().message));
  out.evidence = std::move(*read);
  return std::optional(std::move(out));
}

}  // namespace parley::cli
