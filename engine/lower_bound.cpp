#include "engine/lower_bound.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/preemptive_schedule.hpp"

namespace parley {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A call with what must pass before and after it in its chain.
struct placed_call {
  const observed_call* call = nullptr;
  double head = 0;  ///< latencies before it
  double tail = 0;  ///< its own latency and those after it
};

void raise(makespan_bound& bound, double seconds, const std::string& term) {
  if (seconds > bound.seconds) bound = {seconds, term};
}

double length_of(const call_chain& chain) {
  double length = 0;
  for (const observed_call& call : chain) length += call.latency_sec;
  return length;
}

std::map<std::string, std::vector<placed_call>> calls_by_model(std::span<const call_chain> chains) {
  std::map<std::string, std::vector<placed_call>> by_model;
  for (const call_chain& chain : chains) {
    const double length = length_of(chain);
    double head = 0;
    for (const observed_call& call : chain) {
      by_model[call.model].push_back({&call, head, length - head});
      head += call.latency_sec;
    }
  }
  return by_model;
}

double charge(const observed_call& call, bool tokens) {
  return tokens ? static_cast<double>(call.tokens) : 1.0;
}

double bucket_seconds(const std::vector<placed_call>& calls, const bucket_limit& limit,
                      bool tokens) {
  if (limit.rate <= 0) return 0;
  std::vector<tailed_job> jobs;
  jobs.reserve(calls.size());
  for (const placed_call& each : calls)
    jobs.push_back({each.head, charge(*each.call, tokens) / limit.rate, each.tail});
  return preemptive_makespan(std::move(jobs)) - limit.burst / limit.rate;
}

double window_seconds(const std::vector<placed_call>& calls, int in_flight) {
  if (in_flight <= 0) return 0;
  double latency = 0, least_head = infinity;
  for (const placed_call& each : calls) {
    latency += each.call->latency_sec;
    least_head = std::min(least_head, each.head);
  }
  return least_head + latency / in_flight;
}

/// For each k, the earliest time at which k conversations can have ended.
std::vector<double> earliest_ends(std::span<const call_chain> chains, const bound_limits& limits) {
  std::vector<double> paths;
  std::map<std::string, std::array<std::vector<double>, 2>> works;  // requests, tokens
  for (const auto& [model, unused] : limits.models)
    for (auto& each : works[model]) each.assign(chains.size(), 0.0);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    double path = 0;
    for (const observed_call& call : chains[i]) {
      if (!call.talk) continue;
      path += call.latency_sec;
      const auto found = works.find(call.model);
      if (found == works.end()) continue;
      for (const bool tokens : {false, true}) found->second[tokens][i] += charge(call, tokens);
    }
    paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  std::vector<double> ends = paths;
  for (auto& [model, both] : works) {
    const model_bound& limit = limits.models.at(model);
    for (const bool tokens : {false, true}) {
      const bucket_limit& bucket = tokens ? limit.tokens : limit.requests;
      if (bucket.rate <= 0) continue;
      std::sort(both[tokens].begin(), both[tokens].end());
      double spent = 0;
      for (std::size_t k = 0; k < ends.size(); ++k) {
        spent += both[tokens][k];
        ends[k] = std::max(ends[k], (spent - bucket.burst) / bucket.rate);
      }
    }
  }
  return ends;
}

void join_with_judge(makespan_bound& bound, std::span<const call_chain> chains,
                     const bound_limits& limits) {
  std::vector<call_chain> judged;  // others send nothing to the judge
  for (const call_chain& chain : chains)
    if (!chain.empty() && !chain.back().talk) judged.push_back(chain);
  const std::vector<double> ends = earliest_ends(judged, limits);
  for (const auto& [model, limit] : limits.models) {
    for (const bool tokens : {false, true}) {
      const bucket_limit& bucket = tokens ? limit.tokens : limit.requests;
      if (bucket.rate <= 0) continue;
      std::vector<double> charges;
      double least_latency = infinity;
      for (const call_chain& chain : judged) {
        if (chain.back().model != model) continue;
        charges.push_back(charge(chain.back(), tokens));
        least_latency = std::min(least_latency, chain.back().latency_sec);
      }
      if (charges.size() != judged.size()) continue;  // several judges: each has a bound above
      std::sort(charges.begin(), charges.end());
      double cheapest = 0;  // of the n - k + 1 cheapest judgements
      for (std::size_t left = 1; left <= charges.size(); ++left) {
        cheapest += charges[left - 1];
        const double begin = ends[charges.size() - left];
        raise(bound, begin + (cheapest - bucket.burst) / bucket.rate + least_latency,
              tokens ? "judge tokens after talk" : "judge requests after talk");
      }
    }
  }
}

double per_second(std::int64_t configured, std::int64_t told) {
  if (configured <= 0 || told <= 0) return static_cast<double>(std::max(configured, told)) / 60.0;
  return static_cast<double>(std::min(configured, told)) / 60.0;
}

}  // namespace

bound_limits limits_in_force(const settings& config, std::span<const model_state> told) {
  bound_limits out;
  out.max_open = config.conversation.max_open;
  const auto bucket = [](std::int64_t configured, std::int64_t heard, double burst) {
    bucket_limit limit;
    limit.rate = per_second(configured, heard);
    limit.burst = burst > 0 ? burst : 60.0 * limit.rate;
    return limit;
  };
  for (int role = 0; role < agent_role_count; ++role) {
    const std::string& model = config.agents[static_cast<std::size_t>(role)].model;
    const model_limits ours = config.limits_for(model);
    const auto found = std::find_if(told.begin(), told.end(),
                                    [&](const model_state& state) { return state.model == model; });
    const model_state theirs = found == told.end() ? model_state{} : *found;
    model_bound& bound = out.models[model];
    bound.in_flight = ours.in_flight;
    bound.requests = bucket(ours.requests_per_minute, theirs.told_requests, theirs.request_burst);
    bound.tokens = bucket(ours.tokens_per_minute, theirs.told_tokens, theirs.token_burst);
  }
  return out;
}

makespan_bound lower_bound(std::span<const call_chain> chains, const bound_limits& limits) {
  makespan_bound bound;
  double talk_latency = 0;
  for (const call_chain& chain : chains) {
    raise(bound, length_of(chain), "path");
    for (const observed_call& call : chain) talk_latency += call.talk ? call.latency_sec : 0;
  }
  if (limits.max_open > 0) raise(bound, talk_latency / limits.max_open, "open conversations");
  for (const auto& [model, calls] : calls_by_model(chains)) {
    const auto found = limits.models.find(model);
    if (found == limits.models.end()) continue;
    const model_bound& limit = found->second;
    raise(bound, window_seconds(calls, limit.in_flight), "in flight: " + model);
    raise(bound, bucket_seconds(calls, limit.requests, false), "requests: " + model);
    raise(bound, bucket_seconds(calls, limit.tokens, true), "tokens: " + model);
  }
  join_with_judge(bound, chains, limits);
  return bound;
}

}  // namespace parley
