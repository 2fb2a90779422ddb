#include "test/support/cli/captured_program.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace parley::test {
namespace {

std::string contents(std::FILE* file) {
  std::string text;
  std::rewind(file);
  char piece[4096];
  while (const std::size_t n = std::fread(piece, 1, sizeof piece, file)) text.append(piece, n);
  return text;
}

}  // namespace

temporary_folder::temporary_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

program_output run_parley(const std::vector<std::string>& arguments,
                          const config_sources& machine) {
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  program_output result;
  {
    cli::console con(out, err);
    cli::program_context context{con, machine};
    result.exit = cli::run_program(arguments, context);
  }
  result.out = contents(out);
  result.err = contents(err);
  std::fclose(out);
  std::fclose(err);
  return result;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace parley::test
