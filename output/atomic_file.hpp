// A file that appears whole or not at all: written piece by piece under a temporary name, synced,
// renamed.
// Must not know: what is written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace parley {

class atomic_file {
 public:
  /// Begins `path`'s successor in the same folder, mode 0600. Errors of all members: not_writable,
  /// io_error; each says what to do.
  static result<atomic_file> create(const std::filesystem::path& path);

  atomic_file(atomic_file&& other) noexcept;
  atomic_file& operator=(atomic_file&& other) = delete;
  ~atomic_file();  ///< without commit(): nothing is left

  /// Appends; kept back until there is enough for a write of its own.
  result<void> write(std::string_view bytes);
  /// On the disk under its name when this returns; what stood there before is replaced.
  result<void> commit();

  /// Where the content gathers until commit(), for writers that want a file of their own.
  const std::filesystem::path& temporary() const { return temporary_; }

 private:
  atomic_file(std::filesystem::path path, std::filesystem::path temporary, int handle);
  result<void> write_now(std::string_view bytes);
  result<void> flush();

  std::filesystem::path path_;
  std::filesystem::path temporary_;  ///< empty: committed or moved from
  int handle_ = -1;
  std::string kept_back_;
};

}  // namespace parley
