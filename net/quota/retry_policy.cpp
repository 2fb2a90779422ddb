#include "net/quota/retry_policy.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

using kind = retry_decision::kind;

bool may_pass(failure_code code, int attempts) {
  switch (code) {
    case failure_code::connect_failed:
    case failure_code::connection_lost:
    case failure_code::timed_out:
    case failure_code::rate_limited:  // in the middle of a stream: paid for, so it is a failure
    case failure_code::overloaded:
    case failure_code::server_error:
    case failure_code::protocol_error:
      return true;
    // A handshake may be cut by an overloaded front.
    case failure_code::tls_failed:
      return attempts < 2;
    default:
      return false;
  }
}

retry_decision give_up(std::string_view why) {
  retry_decision decision;
  decision.why = why;
  return decision;
}

}  // namespace

bool is_fatal(failure_code code) {
  return code == failure_code::authentication || code == failure_code::balance_exhausted ||
         code == failure_code::untrusted;
}

retry_policy::retry_policy(const retry_settings& settings, std::uint64_t seed)
    : settings_(settings), budget_(settings.budget), random_(seed, "retry_policy", "jitter") {}

duration retry_policy::jittered(duration retry_after) {
  // Without it all that were told the same would come back at once.
  const double stretch = 1 + random_.uniform(0, 0.2);
  return std::chrono::duration_cast<duration>(
      std::chrono::duration<double>(std::chrono::duration<double>(retry_after).count() * stretch));
}

duration retry_policy::backoff(int attempts) {
  const double base = std::chrono::duration<double>(settings_.base_delay).count();
  const double cap = std::chrono::duration<double>(settings_.max_delay).count();
  const double most = std::min(cap, base * std::exp2(std::min(attempts - 1, 30)));
  return jitter_within(std::chrono::duration_cast<duration>(std::chrono::duration<double>(most)));
}

duration retry_policy::jitter_within(duration most) {
  return duration(
      static_cast<duration::rep>(random_.uniform() * static_cast<double>(most.count())));
}

duration retry_policy::wait_before_retry(const wire::error_facts& facts, int attempts) {
  const duration wait = facts.retry_after ? jittered(*facts.retry_after) : backoff(attempts);
  if (budget_.allows()) return wait;
  // Half to all of the longest delay: retries become a trickle, but no call is lost to others'
  // failures.
  const duration longest = settings_.max_delay;
  return std::max(wait, longest / 2 + jitter_within(longest / 2));
}

retry_decision retry_policy::on_failure(const wire::provider_error& error, int attempts,
                                        time_point now, time_point deadline) {
  const auto& facts = error.facts;
  const auto code = error.what.code;
  if (is_fatal(code)) return give_up("");
  if (facts.should_retry == false) return give_up("the provider says not to retry");

  retry_decision decision;
  if (code == failure_code::rate_limited && !facts.text_committed) {
    constexpr std::chrono::milliseconds unsaid(1000), least(20);  // "0" must not spin
    decision.what = kind::requeue;
    decision.not_before = now + jittered(std::max(least, facts.retry_after.value_or(unsaid)));
  } else {
    const bool passes = may_pass(code, attempts) || facts.should_retry == true;
    if (!passes) return give_up("");
    budget_.on_failure();
    if (attempts >= settings_.max_attempts) return give_up("no attempts left");
    decision.what = kind::retry;
    decision.not_before = now + wait_before_retry(facts, attempts);
  }
  if (decision.not_before >= deadline)
    return give_up("the wait before the next attempt would pass the deadline");
  return decision;
}

}  // namespace parley::quota
