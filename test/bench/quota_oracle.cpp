#include "test/bench/quota_oracle.hpp"

#include <algorithm>
#include <deque>
#include <queue>

namespace parley::bench {
namespace {

constexpr double never = 1e300;

struct level {
  bucket_limit limit;
  double left = 0, as_of = 0;

  explicit level(const bucket_limit& of) : limit(of), left(of.burst) {}
  double at(double t) const { return std::min(limit.burst, left + (t - as_of) * limit.rate); }
  void take(double t, double amount) {
    left = at(t) - amount;
    as_of = t;
  }
  double when(double t, double amount) const {
    constexpr double rounding = 1e-9;
    if (limit.rate <= 0) return t;
    const double missing = std::min(amount, limit.burst) - at(t);
    return missing <= rounding ? t : t + missing / limit.rate;
  }
};

struct place {
  std::size_t chain, call;
};

struct model_line {
  level requests, tokens;
  std::deque<place> waiting;
};

struct played {
  std::span<const call_chain> chains;
  std::map<std::string, model_line> lines;
  using answer = std::pair<double, std::size_t>;  // when, of which chain
  std::priority_queue<answer, std::vector<answer>, std::greater<>> in_flight;
  std::vector<std::size_t> next;

  const observed_call& at(place p) const { return chains[p.chain][p.call]; }
  void ask(std::size_t chain) {
    if (next[chain] >= chains[chain].size()) return;
    const place p{chain, next[chain]++};
    lines.at(at(p).model).waiting.push_back(p);
  }
  double when(const model_line& line, double now) const {
    if (line.waiting.empty()) return never;
    const auto tokens = static_cast<double>(at(line.waiting.front()).tokens);
    return std::max(line.requests.when(now, 1), line.tokens.when(now, tokens));
  }
  void send(model_line& line, double now) {
    const place p = line.waiting.front();
    line.waiting.pop_front();
    line.requests.take(now, 1);
    line.tokens.take(now, static_cast<double>(at(p).tokens));
    in_flight.emplace(now + at(p).latency_sec, p.chain);
  }
};

}  // namespace

double oracle_seconds(std::span<const call_chain> chains, const bound_limits& limits,
                      const std::string& crowded, std::span<const lab::taken_by_others> others) {
  played it{chains, {}, {}, std::vector<std::size_t>(chains.size(), 0)};
  for (const call_chain& chain : chains)
    for (const observed_call& call : chain) {
      const auto found = limits.models.find(call.model);
      const model_bound none;
      const model_bound& its = found == limits.models.end() ? none : found->second;
      it.lines.try_emplace(call.model, model_line{level(its.requests), level(its.tokens), {}});
    }
  for (std::size_t i = 0; i < chains.size(); ++i) it.ask(i);
  double now = 0, last = 0;
  auto other = others.begin();
  for (;;) {
    double next = it.in_flight.empty() ? never : it.in_flight.top().first;
    for (const auto& [model, line] : it.lines) next = std::min(next, it.when(line, now));
    if (next >= never) return last;
    if (other != others.end() && other->at_s <= next) {
      now = std::max(now, other->at_s);
      it.lines.at(crowded).requests.take(now, other->amount);
      ++other;
      continue;
    }
    now = next;
    for (auto& [model, line] : it.lines)
      while (it.when(line, now) <= now) it.send(line, now);
    while (!it.in_flight.empty() && it.in_flight.top().first <= now) {
      last = it.in_flight.top().first;
      const std::size_t chain = it.in_flight.top().second;
      it.in_flight.pop();
      it.ask(chain);
    }
  }
}

}  // namespace parley::bench
