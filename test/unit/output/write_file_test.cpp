#include <sys/resource.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>

#include "output/run_logger.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file is written whole, for the owner only, with nothing left beside it") {
  test::temporary_folder folder;
  const auto path = folder.path() / "file.json";
  REQUIRE(write_file(path, "first"));
  REQUIRE(write_file(path, std::string(3'000'000, 'x')));
  CHECK(test::read_all(path).size() == 3'000'000);
  CHECK(test::mode_of(path) == 0600);
  CHECK(test::entries_in(folder.path()) == 1);
}

TEST_CASE("a folder that does not exist is named, with what to do") {
  test::temporary_folder folder;
  const auto done = write_file(folder.path() / "missing" / "file", "x");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == failure_code::not_writable);
  CHECK_THAT(done.error().message, ContainsSubstring("missing/file") &&
                                       ContainsSubstring("No such file or directory") &&
                                       ContainsSubstring("choose another"));
}

TEST_CASE("a folder in the file's place is refused and nothing is left behind") {
  test::temporary_folder folder;
  std::filesystem::create_directory(folder.path() / "taken");
  const auto done = write_file(folder.path() / "taken", "x");
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error().message, ContainsSubstring("folder of that name"));
  CHECK(test::entries_in(folder.path()) == 1);
}

TEST_CASE("when the disk takes only a part, the old file stays as it was") {
  test::temporary_folder folder;
  const auto path = folder.path() / "file.json";
  REQUIRE(write_file(path, "the old content"));
  // A limit on file size makes write(2) fail half-way, as a full disk does.
  struct rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 4096;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto done = write_file(path, std::string(100'000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  REQUIRE_FALSE(done);
  CHECK(done.error().code == failure_code::io_error);
  CHECK_THAT(done.error().message, ContainsSubstring("cannot write"));
  CHECK(test::read_all(path) == "the old content");
  CHECK(test::entries_in(folder.path()) == 1);
}

TEST_CASE("a read-only file system is called so") {
  // /proc takes no new files for anybody.
  const auto done = write_file("/proc/parley-test", "x");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == failure_code::not_writable);
  CHECK_THAT(done.error().message, ContainsSubstring("/proc/parley-test"));
}
