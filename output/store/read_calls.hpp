// When each call of a recorded run was sent, how long it took and what it used.
// Must not know: what was said.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/errors.hpp"

namespace parley {

struct timed_call {
  std::string model;   ///< as asked for
  double sent_ms = 0;  ///< Unix time of the last attempt: asked, and waited for quota
  double latency_ms = 0;
  std::int64_t input_tokens = 0, output_tokens = 0;
  int attempts = 1;
  bool answered = false;
};

/// Calls with an outcome that were sent at all, in the order of sending. `folder` is a run's.
/// Errors: of opening (not_found, invalid_input), io_error.
result<std::vector<timed_call>> read_timed_calls(const std::filesystem::path& folder);

}  // namespace parley
