// Where a regime is played: the provider on one of three levels, with a clock and a way to wait.
// Must not know: what is measured.
#pragma once

#include <boost/json/object.hpp>
#include <memory>

#include "net/openai_provider.hpp"
#include "test/bench/quota_play.hpp"

namespace parley::bench {

/// What the provider's own books say of all calls but the neighbour's.
struct ledger_facts {
  std::int64_t granted = 0, refused = 0, faults = 0;
  std::int64_t charged = 0;  ///< tokens, by the admission's reservation
  std::int64_t neighbour_granted = 0;
  struct event {
    double at = 0;  ///< seconds since the service started
    bool granted = false, fault = false, ours = true;
    std::string model;
  };
  std::vector<event> events;  ///< the latest 20,000
};

class quota_stage {
 public:
  virtual ~quota_stage() = default;
  virtual asio::io_context& context() = 0;
  virtual clock_source& clock() = 0;
  virtual provider& llm() = 0;
  /// The engine has ended: whatever else goes on may end too.
  virtual void engine_done() = 0;
  /// Until nothing is left to do.
  virtual void run() = 0;
  /// After run(): the service has stopped.
  virtual ledger_facts books() = 0;
};

std::unique_ptr<quota_stage> make_stage(const quota_regime& what, const settings& config,
                                        play_level level, std::uint64_t seed);

}  // namespace parley::bench
