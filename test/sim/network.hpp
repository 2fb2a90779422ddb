// The production provider (governor, retries, and at connection level pool and codecs) against the
// simulated service on the virtual clock.
// Must not know: the engine.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "config/settings.hpp"
#include "net/openai_provider.hpp"
#include "sim/service/quota_ledger.hpp"

namespace parley::test {

/// What the service and the connections to it are like.
struct network_script {
  std::uint64_t seed = 1;
  bool bytes = false;  ///< connection level: pool, codecs and the whole service
  std::map<std::string, sim::service::quota_policy> quotas;  ///< by model
  std::string faults;  ///< the service's fault plan as JSON; empty: none
  double latency_scale = 1;
  double refused = 0;  ///< share of connections that are refused, while faults are on
  double cut = 0;      ///< share that breaks in the middle of some reply
  std::size_t largest_piece = 1 << 20;  ///< bytes arrive in pieces of at most this
  double faults_until = 0;              ///< seconds; all faults are over by then
  bool guessed_usage = false;           ///< some replies carry no usage: ours are estimates
  bool may_end_the_run = false;         ///< the plan holds a fatal failure
  int plan_turns = 0;                   ///< what the planner asks for; 0: drawn, 1..3

  std::string text() const;  ///< for people
  bool calm() const { return faults.empty() && refused == 0 && cut == 0; }
};

/// What the service's own books say, by model.
struct model_books {
  std::int64_t granted = 0, refused = 0, faults = 0, finished = 0;
  std::int64_t input = 0, cached = 0, output = 0;
  std::int64_t too_early = 0;  ///< calls that came back before their Retry-After (without bytes)
  std::int64_t worst_minute_requests = 0;
  std::int64_t worst_minute_tokens = 0;  ///< charged less what came back
};
using network_books = std::map<std::string, model_books>;

class simulated_network {
 public:
  virtual ~simulated_network() = default;
  virtual provider& llm() = 0;
  virtual network_books books() = 0;
  /// Nothing will be asked any more: connections may close.
  virtual void close() = 0;
};

/// `context` and `clock` outlive it, and run dry before it goes.
std::unique_ptr<simulated_network> make_network(asio::io_context& context, clock_source& clock,
                                                const settings& config,
                                                const network_script& script);

}  // namespace parley::test
