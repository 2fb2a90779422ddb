#include "engine/ledger.hpp"

#include <algorithm>

namespace parley {

void ledger::replied(agent_role role, const chat_reply& reply) {
  ever_answered_ = true;
  role_spend& spent = spend_[static_cast<std::size_t>(role)];
  ++spent.calls;
  spent.retries += reply.attempts - 1;
  spent.usage += reply.usage;
}

void ledger::failed(agent_role role, const failure& why) {
  role_spend& spent = spend_[static_cast<std::size_t>(role)];
  ++spent.failures;
  spent.retries += std::max(0, why.attempts - 1);
  const bool unreachable =
      why.code == failure_code::connect_failed || why.code == failure_code::tls_failed;
  const bool for_good = why.code == failure_code::authentication ||
                        why.code == failure_code::balance_exhausted ||
                        why.code == failure_code::untrusted ||
                        why.code == failure_code::io_error ||  // the journal: nothing may be sent
                        (unreachable && !ever_answered_);
  if (for_good && !fatal_) fatal_ = why;
}

failure ledger::not_sent() const {
  failure why = *fatal_;
  why.attempts = 0;
  return why;
}

spend_by_role spend_since(const spend_by_role& now, const spend_by_role& then) {
  spend_by_role out = now;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].calls -= then[i].calls;
    out[i].failures -= then[i].failures;
    out[i].retries -= then[i].retries;
    out[i].usage.input -= then[i].usage.input;
    out[i].usage.cached_input -= then[i].usage.cached_input;
    out[i].usage.output -= then[i].usage.output;
    out[i].usage.reasoning -= then[i].usage.reasoning;
  }
  return out;
}

}  // namespace parley
