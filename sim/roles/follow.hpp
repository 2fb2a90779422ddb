// Which of a prompt's instructions the played outreach agent heeds in one message.
// Must not know: prompts, effects.
#pragma once

#include "base/random_stream.hpp"
#include "sim/roles/brief.hpp"
#include "sim/roles/message_writer.hpp"

namespace parley::sim {

/// The draws are made in one fixed order whatever is asked, so that the same customer brings the
/// same luck to every prompt.
message_plan follow(const message_brief& brief, random_stream& random);

}  // namespace parley::sim
