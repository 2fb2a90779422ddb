#include "test/sim/network_checks.hpp"

#include <fmt/format.h>

#include "engine/cost.hpp"

namespace parley::test {
namespace {

using complaints = std::vector<std::string>;

// In no minute does the provider's own ledger hold more than a full bucket and a minute's refill.
void check_quota(const network_script& net, const network_books& books, complaints& out) {
  for (const auto& [model, policy] : net.quotas) {
    const auto found = books.find(model);
    if (found == books.end()) continue;
    const double burst = policy.burst_seconds / 60;
    const auto most = [&](std::int64_t a_minute) {
      return static_cast<double>(a_minute) * (1 + burst) + 2;
    };
    const model_books& its = found->second;
    if (policy.requests_per_minute > 0 &&
        static_cast<double>(its.worst_minute_requests) > most(policy.requests_per_minute))
      out.push_back(fmt::format("{}: {} requests in one minute", model, its.worst_minute_requests));
    if (policy.tokens_per_minute > 0 &&
        static_cast<double>(its.worst_minute_tokens) > most(policy.tokens_per_minute))
      out.push_back(fmt::format("{}: {} tokens in one minute", model, its.worst_minute_tokens));
  }
}

// A governor that works is refused next to never, unless the provider plays tricks.
void check_refusals(const network_script& net, const network_books& books, complaints& out) {
  if (!net.calm()) return;
  for (const auto& [model, its] : books) {
    const double allowed = 10 + 0.08 * static_cast<double>(its.granted);
    if (static_cast<double>(its.refused) > allowed)
      out.push_back(
          fmt::format("{}: {} of {} calls were refused", model, its.refused, its.granted));
  }
}

// Whoever was told to wait waits at least that long.
void check_patience(const network_books& books, complaints& out) {
  for (const auto& [model, its] : books)
    if (its.too_early > 0)
      out.push_back(
          fmt::format("{}: {} calls came back before their Retry-After", model, its.too_early));
}

// What the provider charged is in our books: exactly when nothing was lost on the way, and never
// less than what we booked.
void check_money(const scenario& what, const outcome& seen, complaints& out) {
  if (what.network->guessed_usage) return;
  std::int64_t input = 0, output = 0, finished = 0;
  for (const auto& [model, its] : seen.books) {
    input += its.input;
    output += its.output;
    finished += its.finished;
  }
  token_usage ours;
  std::int64_t calls = 0;
  for (const role_spend& spent : seen.record.spend) {
    ours += spent.usage;
    calls += spent.calls;
  }
  const bool nothing_lost = what.network->calm() && seen.log.cancelled == 0 && seen.log.failed == 0;
  if (nothing_lost && (calls != finished || ours.input != input || ours.output != output))
    out.push_back(fmt::format("booked {} calls, {} + {} tokens; the provider {}, {} + {}", calls,
                              ours.input, ours.output, finished, input, output));
  if (calls > finished || ours.input > input || ours.output > output)
    out.push_back(
        fmt::format("booked more than the provider charged: {} calls, {} + {} tokens "
                    "against {}, {} + {}",
                    calls, ours.input, ours.output, finished, input, output));
}

// A budget is a limit, not a wish: what the provider's own books say stays below, whatever was
// retried, asked twice, or lost on the way.
void check_budget(const scenario& what, const outcome& seen, complaints& out) {
  const loop_settings& loop = what.config.loop;
  std::int64_t requests = 0, tokens = 0;
  double cost = 0;
  for (const auto& [model, its] : seen.books) {
    requests += its.granted + its.refused;
    if (!what.network->bytes) requests += its.faults;  // with bytes, some were granted before
    tokens += its.input + its.output;
    if (const model_price* price = what.config.price_for(model))
      cost += cost_of(token_usage{its.input, its.cached, its.output, 0}, *price);
  }
  if (loop.max_cost > 0 && cost > loop.max_cost + 1e-9)
    out.push_back(fmt::format("the provider charged {:.6f} of {:.6f}", cost, loop.max_cost));
  if (loop.max_tokens > 0 && tokens > loop.max_tokens)
    out.push_back(fmt::format("the provider counted {} tokens of {}", tokens, loop.max_tokens));
  if (loop.max_requests > 0 && requests > loop.max_requests)
    out.push_back(
        fmt::format("the provider counted {} requests of {}", requests, loop.max_requests));
}

// Once the faults have stopped the run gets through: nobody who is let in later is lost, and the
// end is not far.
void check_liveness(const scenario& what, const outcome& seen, complaints& out) {
  const network_script& net = *what.network;
  if (net.may_end_the_run || what.stop_at) return;
  if (seen.record.stopped == stop_reason::provider_failure &&
      (net.calm() || seen.record.wall_sec > net.faults_until + 60))
    out.push_back("the run gave up: " + seen.record.stop_detail);
  const stop_reason why = seen.record.stopped;
  const bool no_money = why == stop_reason::cost_budget || why == stop_reason::token_budget ||
                        why == stop_reason::request_budget;
  for (const iteration_record& it : seen.record.iterations)
    if (net.calm() && !no_money && it.report.all.failed > 0)
      out.push_back(fmt::format("iteration {}: {} conversations failed without a fault",
                                it.iteration, it.report.all.failed));
}

}  // namespace

std::vector<std::string> check_network(const scenario& what, const outcome& seen) {
  complaints out;
  if (!what.network || !seen.finished) return out;
  check_quota(*what.network, seen.books, out);
  check_refusals(*what.network, seen.books, out);
  check_patience(seen.books, out);
  check_money(what, seen, out);
  check_budget(what, seen, out);
  check_liveness(what, seen, out);
  return out;
}

}  // namespace parley::test
