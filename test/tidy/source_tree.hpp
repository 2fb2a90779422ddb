// The project's own source files, read for the style tests.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace parley::tidy {

struct source_file {
  std::string path;    ///< from the project's root, with '/'
  std::string folder;  ///< first part of path
  std::string text;
  std::vector<std::string> lines;

  bool is_header() const { return path.ends_with(".hpp"); }
  bool is_code() const { return path.ends_with(".hpp") || path.ends_with(".cpp"); }
  bool is_test() const { return folder == "test"; }
};

/// Every text file below the root that belongs to the project, sorted by path.
const std::vector<source_file>& source_tree();

/// Calls `look` for each line of code with comments and string literals blanked out, so that a ban
/// can be named in a comment.
void for_each_code_line(const source_file& file,
                        const std::function<void(std::size_t number, const std::string&)>& look);

}  // namespace parley::tidy
