// Was it the client? Judged from its processor time and from how late it was by itself.
// Must not know: how they were measured.
#pragma once

#include "engine/load/histogram.hpp"
#include "output/load_record.hpp"

namespace parley::load {

struct health_inputs {
  const histogram* lag = nullptr;  ///< microseconds that the client was late by its own fault
  double cpu_share = 0;            ///< of one core
  double latency_p50 = 0;          ///< seconds, as measured; what the lag is compared with
  std::uint64_t unsent = 0;        ///< due and never sent
  std::uint64_t due = 0;           ///< all that were due, unsent ones included
  bool at_limit = false;           ///< the limit in flight was reached: unsent is not lateness
};

/// "bottleneck": the client could not keep up, its figures say nothing about the server:
/// processor above 90 % with a late p99, or p99 of lag above 5 ms and above a tenth of the median
/// latency, or more than a
/// half percent unsent without the limit in flight in the way. "strained": processor above
/// 80 %, or lag p99 above 5 ms.
load_health judge_health(const health_inputs& in);

}  // namespace parley::load
