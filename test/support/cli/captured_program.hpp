// Runs one command line of parley in process, in a folder of its own, and keeps what it wrote.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.hpp"

namespace parley::test {

/// A fresh folder that is removed with the object.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

struct program_output {
  int exit = -1;
  std::string out;
  std::string err;
};

/// No configuration files, no environment but what is given.
program_output run_parley(const std::vector<std::string>& arguments,
                          const config_sources& machine = {});

/// The whole file; fails the test when it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace parley::test
