#include "output/run_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace parley {
namespace {

std::string holder_of(int handle) {
  char text[32] = {};
  const ssize_t got = ::pread(handle, text, sizeof text - 1, 0);
  std::string number(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!number.empty() && number.back() == '\n') number.pop_back();
  return number.empty() ? "another process" : "process " + number;
}

}  // namespace

result<run_lock> run_lock::take(const std::filesystem::path& folder) {
  const auto path = folder / "run.lock";
  run_lock taken(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (taken.handle_ < 0)
    return fail(failure_code::io_error,
                fmt::format("cannot write {}: {}; check the folder's permissions", path.string(),
                            std::strerror(errno)));
  if (::flock(taken.handle_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return fail(failure_code::invalid_input,
                  fmt::format("{} is at work on the run {}: wait until it ends, or stop it",
                              holder_of(taken.handle_), folder.filename().string()));
    return fail(failure_code::io_error,
                fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
  }
  // Only for the message above: whether it could be written does not matter.
  const std::string number = fmt::format("{}\n", ::getpid());
  if (::ftruncate(taken.handle_, 0) == 0)
    (void)!::pwrite(taken.handle_, number.data(), number.size(), 0);
  return taken;
}

run_lock& run_lock::operator=(run_lock&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

run_lock::~run_lock() {
  if (handle_ >= 0) ::close(handle_);
}

}  // namespace parley
