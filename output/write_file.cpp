// Atomic writing: nobody ever sees half a file, not even after a power cut.
#include "output/atomic_file.hpp"
#include "output/run_logger.hpp"

namespace parley {

result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  auto file = atomic_file::create(path);
  if (!file) return file.error();
  if (auto done = file->write(content); !done) return done;
  return file->commit();
}

}  // namespace parley
