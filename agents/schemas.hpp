// The strict JSON schemas that model replies must fit, as text, all in one place.
// Must not know: how replies are read.
#pragma once

#include "base/chat.hpp"

namespace parley {

/// Named as on the wire: customer_reply, outreach_message, judgement, outreach_plan, prompt_tuning.
/// Each obeys the strict subset (every object closed, every member required); ranges stand in the
/// descriptions too, since a server need not enforce them.
const output_schema& schema_of(agent_role role);
/// The same, as requests hold it.
std::shared_ptr<const output_schema> shared_schema_of(agent_role role);

}  // namespace parley
