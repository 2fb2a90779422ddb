#include "test/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace parley::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> skipped = {"build",        ".git",   "runs",
                                                     "node_modules", "corpus", ".cache"};
constexpr std::array<std::string_view, 10> text_endings = {
    ".hpp", ".cpp", ".cmake", ".txt", ".md", ".js", ".css", ".html", ".toml", ".mjs"};

bool wanted(const fs::path& path) {
  const std::string ending = path.extension().string();
  return std::find(text_endings.begin(), text_endings.end(), ending) != text_endings.end();
}

source_file read(const fs::path& root, const fs::path& path) {
  source_file file;
  file.path = fs::relative(path, root).generic_string();
  file.folder = file.path.substr(0, file.path.find('/'));
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  file.text = all.str();
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) file.lines.push_back(std::move(line));
  return file;
}

std::vector<source_file> read_all() {
  const fs::path root = PARLEY_SOURCE_DIR;
  std::vector<source_file> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    const std::string name = it->path().filename().string();
    if (it->is_directory() && std::find(skipped.begin(), skipped.end(), name) != skipped.end()) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file() && wanted(it->path())) files.push_back(read(root, it->path()));
  }
  std::sort(files.begin(), files.end(),
            [](const source_file& a, const source_file& b) { return a.path < b.path; });
  return files;
}

enum class inside { code, line_comment, block_comment, text, character, raw_text };

}  // namespace

const std::vector<source_file>& source_tree() {
  static const std::vector<source_file> files = read_all();
  return files;
}

void for_each_code_line(const source_file& file,
                        const std::function<void(std::size_t, const std::string&)>& look) {
  inside where = inside::code;
  std::string raw_end;
  for (std::size_t number = 0; number < file.lines.size(); ++number) {
    std::string line = file.lines[number];
    if (where == inside::line_comment) where = inside::code;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string_view rest = std::string_view(line).substr(i);
      const bool include = line.starts_with("#include");
      switch (where) {
        case inside::code:
          if (rest.starts_with("//")) {
            where = inside::line_comment;
          } else if (rest.starts_with("/*")) {
            where = inside::block_comment;
          } else if (rest.starts_with("R\"") && rest.find('(') != std::string::npos) {
            raw_end = ")" + std::string(rest.substr(2, rest.find('(') - 2)) + "\"";
            where = inside::raw_text;
          } else if (rest[0] == '"' && !include) {
            where = inside::text;
            continue;
          } else if (rest[0] == '\'' &&
                     (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1])))) {
            where = inside::character;
            continue;
          }
          break;
        case inside::block_comment:
          if (rest.starts_with("*/")) {
            line[i] = line[i + 1] = ' ';
            where = inside::code;
            continue;
          }
          break;
        case inside::raw_text:
          if (rest.starts_with(raw_end)) where = inside::code;
          break;
        case inside::text:
        case inside::character:
          if (rest[0] == '\\') {
            line[i] = ' ';
            if (++i < line.size()) line[i] = ' ';
            continue;
          }
          if (rest[0] == (where == inside::text ? '"' : '\'')) {
            where = inside::code;
            continue;
          }
          break;
        case inside::line_comment:
          break;
      }
      if (where != inside::code) line[i] = ' ';
    }
    look(number + 1, line);
  }
}

}  // namespace parley::tidy
