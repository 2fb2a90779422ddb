#include "output/call_journal.hpp"

namespace parley {

std::optional<call_outcome> recorded_calls::find(const call_name& name, const std::string& digest) {
  if (!load_) return std::nullopt;
  if (loaded_ != name.iteration) {
    loaded_ = name.iteration;
    calls_.clear();
    for (recorded_call& each : load_(name.iteration))
      calls_[each.name].push_back({std::move(each.digest), std::move(each.outcome)});
  }
  const auto found = calls_.find(name);
  if (found == calls_.end()) return std::nullopt;
  const bool closed = closed_(name.iteration);
  const auto& tries = found->second;  // the last that fits counts
  for (auto each = tries.rbegin(); each != tries.rend(); ++each) {
    if (each->digest != digest) continue;
    if (each->outcome.reply || closed || !may_pass(each->outcome.reply.error().code))
      return each->outcome;
  }
  if (closed) return tries.back().outcome;
  return std::nullopt;
}

}  // namespace parley
