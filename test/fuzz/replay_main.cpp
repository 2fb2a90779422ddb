// Runs a fuzz target over its corpus, every prefix of each file, and seeded byte changes: what a
// machine without libFuzzer can check in a second.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random_stream.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t max_prefixes = 2'000;
constexpr int mutations_per_file = 300;

// An exact-size copy, so that a sanitizer sees reads past the end.
void try_input(const std::string& bytes) {
  const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void mutate(std::string bytes, parley::random_stream& random) {
  if (bytes.empty()) return;
  const auto changes = 1 + random.below(4);
  for (std::uint64_t i = 0; i < changes; ++i)
    bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
  try_input(bytes);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  try_input("");
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) continue;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      ++files;
      for (std::size_t cut = 0; cut <= bytes.size() && cut < max_prefixes; ++cut)
        try_input(bytes.substr(0, cut));
      try_input(bytes);
      parley::random_stream random(1, entry.path().filename().string(), "fuzz replay");
      for (int m = 0; m < mutations_per_file; ++m) mutate(bytes, random);
    }
  }
  std::printf("%zu corpus files replayed\n", files);
  return files > 0 ? 0 : 1;  // an empty corpus would test nothing
}
