// Runs one batch from its file to its files, in its own accelerated time.
// Must not know: HTTP, who created it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "sim/service/batch.hpp"
#include "sim/service/fault_rules.hpp"
#include "sim/service/service_state.hpp"

namespace parley::sim::service {

/// `state` outlives it. `fault`: of scope batch. Ends when the batch is over.
asio::awaitable<void> run_batch(service_state& state, std::shared_ptr<batch> what,
                                std::shared_ptr<const std::string> content,
                                std::optional<fault_rule> fault);

/// An id for a new file.
std::string make_file_id(service_state& state);

}  // namespace parley::sim::service
