// The program: hands its arguments to run_program() and catches what nobody expected.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"

namespace {

// One file a connection: the usual soft limit of 1024 would be the narrowest of all our limits.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe or socket is an error value, not the end
  parley::cli::console con(stdout, stderr);
  try {
    parley::cli::program_context context{con, parley::standard_sources()};
    const int code = parley::cli::run_program({argv + 1, argv + argc}, context);
    if (con.flush_out() || con.out_reader_left()) return code;
    con.error("the result could not be written to standard output");
    return code == parley::cli::exit_ok ? parley::cli::exit_provider : code;
  } catch (const std::exception& unexpected) {
    con.error(std::string("unexpected: ") + unexpected.what() +
              ". This is a bug in parley; what was finished is saved in the run's folder.");
    con.conclude(parley::cli::exit_provider);
    return parley::cli::exit_provider;
  }
}
