// A folder of its own for a test's configuration files, removed when the test ends.
// Must not know: what the files say.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/loader.hpp"

namespace parley {

class test_folder {
 public:
  test_folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "parley-config-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~test_folder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  test_folder(const test_folder&) = delete;
  test_folder& operator=(const test_folder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Loads one project file that says `text`. Problems begin with "FILE:" for the file's path.
inline config_outcome load_text(const std::string& text) {
  test_folder folder;
  const auto path = folder.write("parley.toml", text);
  config_outcome out = load_config({.project_file = path});
  for (auto& problem : out.problems)
    if (const auto at = problem.text.find(path.string()); at != std::string::npos)
      problem.text.replace(at, path.string().size(), "parley.toml");
  return out;
}

}  // namespace parley
