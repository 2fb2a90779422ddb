#include "cli/console.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

using parley::cli::console;

TEST_CASE("a reader that left, as head does, is told from an output that failed") {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  std::FILE* piped = ::fdopen(ends[1], "w");
  REQUIRE(piped != nullptr);
  console con(piped, stderr);
  con.out_line("one");
  CHECK(con.flush_out());
  CHECK_FALSE(con.out_reader_left());
  ::close(ends[0]);
  con.out_line("two");
  CHECK_FALSE(con.flush_out());
  CHECK(con.out_reader_left());
  std::fclose(piped);

  std::FILE* full = std::fopen("/dev/full", "w");
  REQUIRE(full != nullptr);
  console lost(full, stderr);
  lost.out_line("three");
  CHECK_FALSE(lost.flush_out());
  CHECK_FALSE(lost.out_reader_left());
  std::fclose(full);
}
