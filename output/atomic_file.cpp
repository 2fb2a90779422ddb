#include "output/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "output/run_folder.hpp"

namespace parley {
namespace {

constexpr std::size_t enough_to_write = 1 << 18;  // bytes

/// What the user can do about a refusal of the operating system.
std::string_view advice(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some space there or choose another output folder";
    case EROFS:
      return "the file system is read-only: choose another output folder";
    case EACCES:
    case EPERM:
      return "change the folder's permissions or choose another output folder";
    case ENOENT:
    case ENOTDIR:
      return "the folder does not exist or is not a folder: choose another one";
    case EISDIR:
      return "a folder of that name is in the way: move it or choose another folder";
    case EFBIG:
      return "a limit on file size applies: raise it with ulimit -f";
    case ENAMETOOLONG:
      return "choose a shorter name";
    case EMFILE:
    case ENFILE:
      return "too many files are open: raise the limit with ulimit -n";
    default:
      return "check the disk and the folder";
  }
}

failure refused(std::string_view action, const std::filesystem::path& path, int error) {
  return fail(code_of_write_error(error), fmt::format("cannot {} {}: {}; {}", action, path.string(),
                                                      std::strerror(error), advice(error)));
}

/// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return 0;
}

/// 0 or errno. Makes the rename itself durable; some file systems have no fsync for folders.
int sync_folder(const std::filesystem::path& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return errno;
  const int error = ::fsync(handle) != 0 && errno != EINVAL && errno != ENOTSUP ? errno : 0;
  ::close(handle);
  return error;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

failure_code code_of_write_error(int error) {
  switch (error) {
    case EROFS:
    case EACCES:
    case EPERM:
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG:
      return failure_code::not_writable;
    default:
      return failure_code::io_error;
  }
}

atomic_file::atomic_file(std::filesystem::path path, std::filesystem::path temporary, int handle)
    : path_(std::move(path)), temporary_(std::move(temporary)), handle_(handle) {}

atomic_file::atomic_file(atomic_file&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      handle_(std::exchange(other.handle_, -1)),
      kept_back_(std::move(other.kept_back_)) {}

atomic_file::~atomic_file() {
  if (handle_ >= 0) ::close(handle_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

result<atomic_file> atomic_file::create(const std::filesystem::path& path) {
  std::string temporary = (folder_of(path) / ".parley-XXXXXX").string();
  // mkostemp creates with 0600: what customers said is for the owner's eyes only.
  const int handle = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (handle < 0) return refused("write", path, errno);
  return atomic_file(path, temporary, handle);
}

result<void> atomic_file::write_now(std::string_view bytes) {
  const int error = write_all(handle_, bytes);
  if (error != 0) return refused("write", path_, error);
  return {};
}

result<void> atomic_file::flush() {
  auto done = write_now(kept_back_);
  kept_back_.clear();
  return done;
}

result<void> atomic_file::write(std::string_view bytes) {
  if (kept_back_.size() + bytes.size() >= enough_to_write) {
    if (auto done = flush(); !done) return done;
    if (bytes.size() >= enough_to_write) return write_now(bytes);
  }
  kept_back_ += bytes;
  return {};
}

result<void> atomic_file::commit() {
  if (auto done = flush(); !done) return done;
  int error = ::fsync(handle_) != 0 ? errno : 0;
  if (::close(std::exchange(handle_, -1)) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) error = errno;
  if (error != 0) return refused("write", path_, error);
  temporary_.clear();
  if ((error = sync_folder(folder_of(path_))) != 0)
    return refused("sync the folder of", path_, error);
  return {};
}

}  // namespace parley
