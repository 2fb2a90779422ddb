// The least time in which a regime's calls could have been made, by somebody who knows it all: the
// provider's real limits, every length, and when another client would take its share.
// Must not know: how the regime was played.
#pragma once

#include "engine/lower_bound.hpp"
#include "test/bench/quota_stage.hpp"

namespace parley::bench {

makespan_bound bound_of(const quota_regime& what, std::vector<call_chain> chains,
                        const ledger_facts& books);

/// The time of a schedule that sees the buckets exactly and knows no latency (quota_oracle).
double oracle_of(const quota_regime& what, std::vector<call_chain> chains,
                 const ledger_facts& books);

}  // namespace parley::bench
