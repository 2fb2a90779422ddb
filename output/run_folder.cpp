#include "output/run_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "output/run_logger.hpp"

namespace parley {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view latest_name = "latest";
constexpr std::size_t most_named = 5;  // runs that a message names

bool is_run_folder(const fs::path& folder) {
  std::error_code ec;
  return fs::is_regular_file(folder / "run.json", ec) ||
         fs::is_regular_file(folder / "run.db", ec) ||
         fs::is_regular_file(folder / "iteration_1.json", ec);
}

/// "; runs there: a, b (and 3 older)" or that there is none: what the user could have meant.
std::string what_exists(const fs::path& output_folder) {
  const auto runs = list_runs(output_folder);
  if (runs.empty())
    return fmt::format("; {} holds no runs yet: make one with `parley run`",
                       output_folder.string());
  std::string out = fmt::format("; runs in {}:", output_folder.string());
  const std::size_t shown = std::min(runs.size(), most_named);
  for (std::size_t i = 0; i < shown; ++i) out += (i ? ", " : " ") + runs[runs.size() - 1 - i];
  if (runs.size() > shown) out += fmt::format(" and {} older", runs.size() - shown);
  return out;
}

/// The run that `latest` names, link or text file; empty when it names none.
fs::path latest_run(const fs::path& output_folder) {
  const fs::path latest = output_folder / latest_name;
  std::error_code ec;
  if (fs::is_directory(latest, ec)) {
    const fs::path target = fs::read_symlink(latest, ec);
    const fs::path named = output_folder / target.filename();
    return !ec && is_run_folder(named) ? named : latest;
  }
  std::ifstream file(latest);
  std::string name;
  if (std::getline(file, name) && is_run_id(name)) return output_folder / name;
  const auto runs = list_runs(output_folder);  // no usable pointer: names sort by time
  return runs.empty() ? fs::path() : output_folder / runs.back();
}

}  // namespace

bool is_run_id(std::string_view name) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.size() <= 100 && name[0] != '.' && name != latest_name &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

std::vector<std::string> list_runs(const fs::path& output_folder) {
  std::vector<std::string> out;
  std::error_code ec;
  for (fs::directory_iterator it(output_folder, ec), end; !ec && it != end; it.increment(ec)) {
    const std::string name = it->path().filename().string();
    if (is_run_id(name) && is_run_folder(it->path())) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

result<void> point_latest(const fs::path& output_folder, const std::string& run_id) {
  const fs::path latest = output_folder / latest_name;
  const fs::path temporary = output_folder / fmt::format(".latest-{}", ::getpid());
  ::unlink(temporary.c_str());  // left by a process of that number that was killed
  if (::symlink(run_id.c_str(), temporary.c_str()) != 0) return write_file(latest, run_id + '\n');
  if (::rename(temporary.c_str(), latest.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return fail(failure_code::io_error,
                fmt::format("cannot point {} to {}: {}; move what is in its place", latest.string(),
                            run_id, std::strerror(error)));
  }
  return {};
}

result<fs::path> find_run(const fs::path& output_folder, std::string_view name) {
  if (name == latest_name) {
    const fs::path found = latest_run(output_folder);
    if (!found.empty() && is_run_folder(found)) return found;
    return fail(failure_code::not_found, "there is no latest run" + what_exists(output_folder));
  }
  if (is_run_id(name) && is_run_folder(output_folder / name)) return output_folder / name;
  fs::path path(name);
  // A file of the run, as a shell completes it, names its folder.
  if (path.filename() == "run.json" || path.filename() == "report.html" ||
      path.filename() == "run.db")
    path = path.parent_path();
  if (!name.empty() && is_run_folder(path.empty() ? fs::path(".") : path))
    return path.empty() ? fs::path(".") : path;
  return fail(failure_code::not_found,
              fmt::format("no run \"{}\"{}", name, what_exists(output_folder)));
}

}  // namespace parley
