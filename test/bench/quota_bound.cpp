#include "test/bench/quota_bound.hpp"

#include <algorithm>

#include "test/bench/quota_oracle.hpp"
#include "test/support/quota_lab/others_bound.hpp"

namespace parley::bench {
namespace {

bound_limits true_limits(const quota_regime& what) {
  bound_limits out;
  const auto bucket = [](std::int64_t a_minute, double burst_seconds) {
    const double rate = static_cast<double>(a_minute) / 60;
    return bucket_limit{rate, std::max(1.0, rate * burst_seconds)};
  };
  for (const auto& [model, policy] : what.quotas) {
    out.models[model].requests = bucket(policy.requests_per_minute, policy.burst_seconds);
    out.models[model].tokens = bucket(policy.tokens_per_minute, policy.burst_seconds);
  }
  return out;
}

/// What the provider reserved and did not give back is in its books as a sum: our guess of each
/// call's part is scaled to it.
void scale_charges(std::vector<call_chain>& chains, const quota_regime& what,
                   const ledger_facts& books) {
  bool all_refund = true;
  for (const auto& [model, policy] : what.quotas) all_refund = all_refund && policy.refund;
  if (all_refund) return;
  double guessed = 0;
  for (const call_chain& chain : chains)
    for (const observed_call& call : chain) guessed += static_cast<double>(call.tokens);
  const double factor = guessed > 0 ? static_cast<double>(books.charged) / guessed : 1;
  for (call_chain& chain : chains)
    for (observed_call& call : chain)
      call.tokens = static_cast<std::int64_t>(static_cast<double>(call.tokens) * factor);
}

/// What others were granted, since our first call to that model.
std::vector<lab::taken_by_others> others_of(const std::string& model, const ledger_facts& books) {
  std::vector<lab::taken_by_others> out;
  const auto first = std::find_if(books.events.begin(), books.events.end(), [&](const auto& e) {
    return e.granted && e.ours && e.model == model;
  });
  if (first == books.events.end()) return out;
  for (const auto& event : books.events)
    if (!event.ours && event.granted && event.at >= first->at)
      out.push_back({event.at - first->at, 1});
  return out;
}

/// The last of ours goes when docs/lower-bound.md, "Somebody else", says; then its latency passes.
double beside_neighbour(const std::string& model, const bucket_limit& limit,
                        const std::vector<call_chain>& chains, const ledger_facts& books) {
  double calls = 0, shortest = 1e300;
  for (const call_chain& chain : chains) {
    for (const observed_call& call : chain) {
      if (call.model != model) continue;
      ++calls;
      shortest = std::min(shortest, call.latency_sec);
    }
  }
  const auto others = others_of(model, books);
  if (others.empty()) return 0;
  return lab::earliest_last_send(calls, limit, others) + shortest;
}

}  // namespace

makespan_bound bound_of(const quota_regime& what, std::vector<call_chain> chains,
                        const ledger_facts& books) {
  scale_charges(chains, what, books);
  const bound_limits limits = true_limits(what);
  makespan_bound bound = lower_bound(chains, limits);
  if (what.neighbour <= 0) return bound;
  const auto& [model, its] = *limits.models.begin();
  const double beside = beside_neighbour(model, its.requests, chains, books);
  if (beside > bound.seconds) bound = {beside, "requests beside the neighbour: " + model};
  return bound;
}

double oracle_of(const quota_regime& what, std::vector<call_chain> chains,
                 const ledger_facts& books) {
  scale_charges(chains, what, books);
  const bound_limits limits = true_limits(what);
  if (what.neighbour <= 0) return oracle_seconds(chains, limits);
  const std::string& model = limits.models.begin()->first;
  return oracle_seconds(chains, limits, model, others_of(model, books));
}

}  // namespace parley::bench
