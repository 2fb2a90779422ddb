// Makes believable records of runs, so that files and pages can be tested without an engine.
// Must not know: engine, simulated provider, files.
#pragma once

#include <string>

#include "output/run_record.hpp"

namespace parley::test {

struct synthetic_options {
  std::size_t customers = 52;
  int iterations = 4;
  std::uint64_t seed = 1;
  bool scored = true;    ///< false: the judge never gave a usable verdict
  bool hostile = false;  ///< names, messages and reasons try to break out of the page
  double gain = 0.5;     ///< likelihood to recommend gained from one iteration to the next
};

/// A whole run; the same options give the same record.
run_record synthetic_run(const synthetic_options& options = {});

/// A record of random content and odd values, for round trips: every optional both ways, extreme
/// numbers, empty lists, accents.
run_record random_run(std::uint64_t seed);

/// Text that breaks careless pages.
inline const std::string hostile_text =
    "</script><script>alert('x')</script><!-- \"quoted\" & <b>bold</b> \u2028\u2029 ]]> "
    "{{data}} \u202Ereversed\u202C javascript:alert(1)";

}  // namespace parley::test
