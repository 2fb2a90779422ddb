// The pieces of a streamed reply and the moment of each. A piece holds whole frames only, because
// some readers lose a frame that is split between two reads.
// Must not know: sockets, clocks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/service/reply.hpp"
#include "sim/service/response_object.hpp"

namespace parley::sim::service {

struct stream_piece {
  double share = 0;  ///< of the generation time after the first token; below 0: before it
  std::string frames;
};

/// Text cut into `deltas` pieces of about equally many tokens; never inside a character.
std::vector<std::string_view> cut_into_deltas(std::string_view text, std::size_t deltas);

struct stream_form {
  std::size_t deltas = 1;   ///< an item
  bool obfuscate = true;    ///< pad the deltas
  bool background = false;  ///< queued first
};

/// All events in the API's order: created, in_progress, then for each item:
/// added, part, deltas, done; then the terminal one.
std::vector<stream_piece> plan_response_stream(const response_object& object,
                                               const model_answer& answer,
                                               const usage_counts& usage, std::int64_t completed_at,
                                               const stream_form& form);

/// created, in_progress, then the error as an event of its own and response.failed: how the real
/// service reports a rate limit once a stream has begun.
std::string failed_stream(const response_object& object, const api_error& error);

}  // namespace parley::sim::service
