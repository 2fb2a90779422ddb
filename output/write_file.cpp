// Atomic writing: nobody ever sees half a file, not even after a power cut.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "output/run_folder.hpp"
#include "output/run_logger.hpp"

namespace parley {
namespace {

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

/// An open file that is closed when forgotten.
class open_file {
 public:
  explicit open_file(int fd) : fd_(fd) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() { close(); }

  int get() const { return fd_; }
  int close() { return fd_ < 0 ? 0 : ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

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
  const open_file handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() < 0) return errno;
  if (::fsync(handle.get()) != 0 && errno != EINVAL && errno != ENOTSUP) return errno;
  return 0;
}

/// 0 or errno: content on the disk under the temporary name.
int fill(open_file& file, std::string_view content) {
  if (const int error = write_all(file.get(), content)) return error;
  if (::fsync(file.get()) != 0) return errno;
  return file.close() == 0 ? 0 : errno;
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

result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::string temporary = (folder / ".parley-XXXXXX").string();
  // mkostemp creates with 0600: what customers said is for the owner's eyes only.
  open_file file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return refused("write", path, errno);

  int error = fill(file, content);
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return refused("write", path, error);
  }
  if ((error = sync_folder(folder)) != 0) return refused("sync the folder of", path, error);
  return {};
}

}  // namespace parley
