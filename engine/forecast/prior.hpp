// What is believed of a provider before a run: how fast its models are, how long their replies, how
// conversations go.
// Must not know: where earlier runs are kept, the engine.
#pragma once

#include <map>
#include <string>

#include "base/chat.hpp"
#include "engine/forecast/spread.hpp"

namespace parley::forecast {

/// One agent's calls, asked of one model.
struct role_prior {
  spread first_token;        ///< seconds from sending to the first token
  spread token_seconds;      ///< for each token after that
  double input_seconds = 0;  ///< that reading one input token adds to the first one's time
  spread output_tokens;
  double tokens_per_input_byte = 0.27;
  double bytes_per_output_token = 3.6;
  double cached_share = 0;  ///< of the input tokens, 0..1
  double unusable = 0;      ///< of the replies, asked for once more, 0..1
  std::size_t calls = 0;    ///< that this was learnt from; 0: none, it is built in
};

/// How conversations end: the chance that the customer's reply to message 1, 2, ... is the last.
struct talk_prior {
  std::array<double, 10> silent{}, leaves{};
  double silent_share = 0.1;  ///< of all customer replies: those are the short ones
  int planned_turns = 3;      ///< what planners plan for
  std::size_t talks = 0;      ///< that this was learnt from; 0: none
};

/// A limit that the provider enforces. 0: none.
struct service_limits {
  double requests_per_minute = 0, tokens_per_minute = 0;
  double burst_seconds = 60;  ///< of refill that a full bucket holds
  bool refund = true;         ///< reserved and unused output goes back
  bool shown = true;          ///< x-ratelimit headers on replies
};

struct prior {
  std::array<role_prior, agent_role_count> roles;  ///< by agent_role
  talk_prior talk;
  std::map<std::string, service_limits> limits;  ///< by model
  std::string source;                            ///< for people: "built in", "3 earlier runs, ..."
  double latency_doubt = 0.5;                    ///< low and high: times and over exp(this)
  double length_doubt = 0.3;

  /// Faster and shorter (`way` -1), as believed (0), slower and longer (1).
  prior leaning(double way) const;
};

/// Replies of the simulated provider, at real speed; the latencies are left to who knows them.
prior simulated_prior();
/// For a provider that nothing is known of.
prior generic_prior(const std::string& language);

/// A model of this median speed; one call in a hundred takes its first token much longer.
struct model_speed {
  double first_token = 0.6, first_spread = 0.4;  ///< seconds, sigma of the log-normal
  double tokens_per_second = 70, speed_spread = 0.3;
  double stragglers = 0.01, straggler_factor = 10;
};
/// `scale` multiplies, `overhead` seconds are added: what our side and the network take.
void set_speed(role_prior& role, const model_speed& speed, double scale, double overhead);

}  // namespace parley::forecast
