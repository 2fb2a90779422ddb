// Fault switches for any program, without a trace of them in it: preloaded before libc and SQLite,
// kills the process or fails a call at the N-th fsync, rename, write or commit.
//   PARLEY_FAULT=POINT:N:WHEN   POINT fsync | rename | write | file | commit,
//                               WHEN before | after | full
// write: to the journal; file: to any other file but standard output and error.
// `full`: this call and all later ones of its point fail with "no space left".
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>

namespace {

enum class moment { none, before, after, full };

struct fault {
  std::string point;
  long nth = 0;
  moment when = moment::none;
  std::atomic<long> seen{0};

  fault() {
    const char* text = std::getenv("PARLEY_FAULT");
    if (text == nullptr) return;
    char name[16] = {}, how[16] = {};
    if (sscanf(text, "%15[^:]:%ld:%15s", name, &nth, how) != 3) return;
    point = name;
    when = !strcmp(how, "before")  ? moment::before
           : !strcmp(how, "after") ? moment::after
                                   : moment::full;
  }
};

fault& the_fault() {
  static fault one;
  return one;
}

void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

/// Runs `call` unless the switch says otherwise.
template <class Call>
auto at(const char* point, Call call, decltype(call()) refused) {
  fault& f = the_fault();
  const bool mine = f.when != moment::none && f.point == point;
  const long number = mine ? ++f.seen : 0;
  if (mine && f.when == moment::full && number >= f.nth) {
    errno = ENOSPC;
    return refused;
  }
  if (mine && f.when == moment::before && number == f.nth) die();
  const auto result = call();
  if (mine && f.when == moment::after && number == f.nth) die();
  return result;
}

}  // namespace

extern "C" {

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return at("fsync", [&] { return real(fd); }, -1);
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return at("fsync", [&] { return real(fd); }, -1);
}

// PARLEY_CLOCK=jump: every look at the wall clock sees it an hour earlier or later than the last.
int clock_gettime(clockid_t which, struct timespec* out) {
  static const auto real = next<int (*)(clockid_t, struct timespec*)>("clock_gettime");
  static const bool jumps = std::getenv("PARLEY_CLOCK") != nullptr;
  static std::atomic<int> looks{0};
  const int done = real(which, out);
  if (jumps && which == CLOCK_REALTIME) out->tv_sec += ++looks % 2 == 0 ? 3600 : -3600;
  return done;
}

int rename(const char* from, const char* to) {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return at("rename", [&] { return real(from, to); }, -1);
}

// What SQLite writes with; sockets and terminals use others.
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t where) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return at("write", [&] { return real(fd, data, size, where); }, ssize_t{-1});
}

// What all other files are written with.
ssize_t write(int fd, const void* data, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  struct stat info{};
  const bool is_file = fd > 2 && ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  if (!is_file) return real(fd, data, size);
  return at("file", [&] { return real(fd, data, size); }, ssize_t{-1});
}

int sqlite3_exec(void* db, const char* sql, void* each, void* context, char** error) {
  using exec = int (*)(void*, const char*, void*, void*, char**);
  static const auto real = next<exec>("sqlite3_exec");
  if (sql == nullptr || strcmp(sql, "COMMIT") != 0) return real(db, sql, each, context, error);
  return at("commit", [&] { return real(db, sql, each, context, error); }, 13 /* SQLITE_FULL */);
}
}
