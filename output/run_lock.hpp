// At most one process works on a run: a lock that the kernel frees with its owner.
// Must not know: what is done with the run.
#pragma once

#include <filesystem>

#include "base/errors.hpp"

namespace parley {

class run_lock {
 public:
  /// Takes `folder`/run.lock. Errors: io_error; invalid_input when another process holds it, with
  /// that process's number.
  static result<run_lock> take(const std::filesystem::path& folder);

  run_lock(run_lock&& other) noexcept : handle_(other.handle_) { other.handle_ = -1; }
  run_lock& operator=(run_lock&& other) noexcept;
  ~run_lock();

 private:
  explicit run_lock(int handle) : handle_(handle) {}
  int handle_;
};

}  // namespace parley
