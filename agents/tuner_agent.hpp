// The prompt tuner: plan, cohort report and history in, a better prompt (it hopes) out.
// Must not know: single conversations, any provider.
#pragma once

#include <span>

#include "agents/agent_context.hpp"
#include "agents/cohort_report.hpp"
#include "agents/plan.hpp"
#include "base/errors.hpp"

namespace parley {

chat_request ask_tuner(const agent_context& context, const plan& current,
                       const cohort_report& report, std::span<const prompt_version> history,
                       const call_key& key, std::string_view complaint = {});

/// Errors: malformed_output with JSON pointer, refused, cut_short. Rules keep their id where the
/// text is unchanged from `current`; new rules get fresh ids.
result<tuning> parse_tuning(const chat_reply& reply, const plan& current);

std::string tuning_to_json(const tuning& value);

}  // namespace parley
