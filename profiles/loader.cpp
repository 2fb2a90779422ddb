#include "profiles/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>

#include "profiles/collect.hpp"
#include "profiles/limits.hpp"

namespace parley {
namespace fs = std::filesystem;
namespace {

/// The names of the profile files of `folder`, sorted. What is no file (a folder called x.json)
/// is left out; a link that leads nowhere stays, so that it is reported and not overlooked.
result<std::vector<fs::path>> list_files(const fs::path& folder) {
  std::error_code ec;
  std::vector<fs::path> files;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
    const fs::path& path = it->path();
    if (!is_profile_file(path)) continue;
    std::error_code status_error;
    const fs::file_status status = it->status(status_error);
    if (fs::exists(status) && !fs::is_regular_file(status)) continue;
    files.push_back(path);
  }
  if (ec)
    return fail(failure_code::io_error, fmt::format("cannot read the profiles folder {}: {}",
                                                    folder.string(), ec.message()));
  std::sort(files.begin(), files.end());
  return files;
}

/// Reads one byte more than allowed at most, so that a huge file costs nothing.
std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(profile_limits::file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

profile_problem too_large(const fs::path& path) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  return {path.string(), "", ec ? "a file that is too large" : fmt::format("{} bytes", size),
          fmt::format("at most {} bytes", profile_limits::file_bytes)};
}

}  // namespace

bool is_profile_file(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension == ".json" && !path.filename().string().starts_with('.');
}

void profile_collector::note(const unknown_member& stranger) {
  constexpr std::size_t most_kept = 100;
  const auto known = unknown_.find(stranger.pointer);
  if (known != unknown_.end())
    ++known->second.files;
  else if (unknown_.size() < most_kept)
    unknown_.emplace(stranger.pointer, stranger);
}

void profile_collector::add(std::string_view text, const std::string& file) {
  ++loaded_.files;
  parsed_profile parsed = parse_profile(text, file);
  for (const unknown_member& stranger : parsed.unknown) note(stranger);
  for (auto& problem : parsed.problems) loaded_.problems.push_back(std::move(problem));
  if (!parsed.profile) return;
  const auto [known, is_new] = first_file_.emplace(parsed.profile->customer_id, file);
  if (is_new) {
    loaded_.profiles.push_back(std::move(*parsed.profile));
    return;
  }
  loaded_.problems.push_back({file, "/customer_id", fmt::format("\"{}\"", known->first),
                              fmt::format("an id of its own; {} has this one", known->second)});
}

void profile_collector::add_problem(profile_problem problem) {
  ++loaded_.files;
  loaded_.problems.push_back(std::move(problem));
}

loaded_profiles profile_collector::take() {
  for (auto& [pointer, stranger] : unknown_) loaded_.unknown.push_back(std::move(stranger));
  unknown_.clear();
  std::sort(loaded_.profiles.begin(), loaded_.profiles.end(),
            [](const auto& a, const auto& b) { return a.customer_id < b.customer_id; });
  return std::move(loaded_);
}

result<loaded_profiles> load_profiles(const fs::path& folder) {
  std::error_code ec;
  const fs::file_status status = fs::status(folder, ec);
  if (!fs::exists(status))
    return fail(
        failure_code::not_found,
        fmt::format("no profiles folder {}; name a folder of *.json files", folder.string()));
  if (!fs::is_directory(status))
    return fail(failure_code::not_found,
                fmt::format("{} is not a folder; profiles are read from a folder of *.json files",
                            folder.string()));
  auto files = list_files(folder);
  if (!files) return files.error();
  profile_collector collector;
  for (const fs::path& path : *files) {
    const auto text = read_text(path);
    if (!text)
      collector.add_problem({path.string(), "", "a file that cannot be read", "a readable file"});
    else if (text->size() > profile_limits::file_bytes)
      collector.add_problem(too_large(path));
    else
      collector.add(*text, path.string());
  }
  return collector.take();
}

std::array<std::size_t, 4> count_by_cohort(const std::vector<customer_profile>& profiles) {
  std::array<std::size_t, 4> counts{};
  for (const auto& profile : profiles) ++counts[index_of(profile.cohort)];
  return counts;
}

}  // namespace parley
