// A run small enough to be played again and again: five customers, two iterations, no measured
// times; it is called x.
// Must not know: what is done to it.
#pragma once

#include "test/support/cli/captured_program.hpp"
#include "test/support/kill/child_process.hpp"

namespace parley::test {

using words = std::vector<std::string>;

class small_run {
 public:
  small_run();
  /// The command that begins it, in process.
  words line(const words& more, const std::string& out = "runs") const;
  /// The same as a command of its own, with this factor on the provider's latencies.
  words process_line(const std::string& time_scale = "0") const;
  std::filesystem::path run(const std::string& out = "runs") const;
  program_output resume(words more) const;
  /// Every file but the journal and its lock has the same bytes in both; at least nine are
  /// compared.
  void must_equal(const std::filesystem::path& whole, const std::filesystem::path& mended) const;

  temporary_folder folder;
};

/// A number from a run's journal.
std::int64_t count(const std::filesystem::path& run, const std::string& sql);

}  // namespace parley::test
