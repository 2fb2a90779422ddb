// Answers one line of a batch as the endpoint that it names would.
// Must not know: batches' states, files.
#pragma once

#include <optional>

#include "sim/service/batch_input.hpp"
#include "sim/service/fault_rules.hpp"
#include "sim/service/service_state.hpp"

namespace parley::sim::service {

struct line_answer {
  std::string json;  ///< the line of the output or error file; empty: none
  bool succeeded = false;
  double model_seconds = 0;  ///< what a model would have needed
  usage_counts usage;
};

/// `fault`: of the whole batch.
asio::awaitable<line_answer> answer_line(service_state& state, const batch& owner,
                                         const batch_line& line,
                                         const std::optional<fault_rule>& fault);

}  // namespace parley::sim::service
