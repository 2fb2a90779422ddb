// Decides when each call to one model is sent, so that its quota is used up and not exceeded.
// Must not know: sockets, timers, coroutines. Pure: every function takes the time it happens at.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "net/provider.hpp"
#include "net/quota/admission_order.hpp"
#include "net/quota/charge_model.hpp"
#include "net/quota/circuit_breaker.hpp"
#include "net/quota/estimators.hpp"
#include "net/quota/in_flight_window.hpp"
#include "net/quota/limit_tracker.hpp"
#include "net/quota/overload_sensor.hpp"
#include "net/quota/restart_ramp.hpp"
#include "net/wire/provider_error.hpp"
#include "net/wire/rate_headers.hpp"

namespace parley::quota {

/// What the governor must know of a call.
struct call_shape {
  agent_role role = agent_role::planner;
  int turn = 0;        ///< agent messages so far; 0: no conversation
  int calls_left = 0;  ///< of its conversation, this one and the judge's included; 0: unknown
  std::size_t input_bytes = 0;
  int max_output_tokens = 0;
  time_point deadline{};
};

/// A call is *waiting* (ready, or delayed until some time), *in flight*, or *parked* (failed, and
/// somebody decides what becomes of it). Ids are given by the caller, growing.
///
///     enqueue -> waiting --admit--> in flight --succeeded--> gone
///                   ^                   | failed
///                   +---- put_back -- parked --drop--> gone        drop: from everywhere
class model_governor {
 public:
  /// `share` of the quota is this run's, 0 < share <= 1.
  model_governor(std::string model, const model_limits& limits,
                 std::unique_ptr<admission_order> order, time_point now, double share = 1);

  /// Applies to calls admitted from now on; those in flight stay.
  void set_limits(const model_limits& limits, time_point now, double share = 1);

  /// The max_output_tokens to send for a call of `role`: at most `configured`.
  int room_for(agent_role role, int configured) const;
  /// A call of `role` that is in flight for longer than this is slower than 95 of 100.
  std::optional<duration> slow_after(agent_role role) const {
    return estimators_[static_cast<std::size_t>(role)].slow_after();
  }
  /// What a call probably costs whose reply nobody waited for.
  token_usage expected_usage(const chat_request& request) const;
  /// Why a call of this shape can never be sent, with the numbers; empty when it can.
  std::string never_fits(const call_shape& shape) const;

  void enqueue(call_id id, const call_shape& shape, time_point now);
  /// The next call to send now, or nothing. Call until it returns nothing.
  std::optional<call_id> admit(time_point now);
  /// Waiting calls whose deadline has come; they are gone from here.
  std::vector<call_id> expire(time_point now);
  /// The deadlines of all calls that wait move: nothing was sent for so long.
  void postpone(duration by);
  /// When admit() or expire() may next have something, as far as time decides; time_point::max():
  /// only an event can change it. Exact: one timer is enough.
  time_point next_wake(time_point now) const;

  /// Headers of a good reply to a call in flight, once an attempt: at a stream's first token.
  void on_headers(call_id id, const wire::rate_headers& headers, time_point now);
  /// Complete reply. `usage`: reported, or a guess (then nothing is learnt from it).
  void succeeded(call_id id, const token_usage& usage, bool reported, time_point now);
  /// The call is parked. `headers` of the failed reply; empty when there was none. True when this
  /// counts as one of the call's attempts: a refusal for quota does not, nor does a trial of an
  /// open breaker, which is made for all and by whoever is next.
  bool failed(call_id id, const wire::provider_error& error, const wire::rate_headers& headers,
              time_point now);
  /// A parked call waits again, at its own place in the order. `retry`: counts as one.
  void put_back(call_id id, time_point not_before, bool retry, time_point now);
  /// Forgets a call in any state; one in flight may still be charged by the provider.
  void drop(call_id id);
  void count_failure() { ++counters_.failures; }

  token_usage guess_usage(call_id id, std::size_t output_bytes) const;
  model_state state(time_point now) const;
  int in_flight() const { return in_flight_; }
  const limit_tracker& requests() const { return requests_; }
  const limit_tracker& tokens() const { return tokens_; }
  int window() const { return window_.width(); }
  const charge_model& charges() const { return charges_; }

 private:
  enum class phase : std::uint8_t { ready, delayed, in_flight, parked };
  struct entry {
    call_shape shape;
    queued_call queued;
    phase where = phase::ready;
    time_point not_before{};
    limit_tracker::cost tokens;  ///< reserved
    charge_model::weight weight;
    charge_model::mark charged_then{};
    time_point sent_at{};
    time_point first_token_at{};
    bool head_seen = false;
    bool judged = false;  ///< the breaker has heard of this attempt
    limit_tracker::snapshot requests_then, tokens_then, project_then;
    std::uint64_t generation = 0;
    overload_sensor::group sent_with = 0;
    std::uint64_t probe = 0;  ///< which probe this call is; 0: none
    circuit_breaker::pass pass;
  };
  struct obstacle {
    binding what = binding::nothing;
    time_point until{};  ///< max: an event must come first
  };

  obstacle obstacle_for_next(time_point now) const;
  static int calls_to_come(const entry& call);
  limit_tracker::cost rest_of(double each) const;
  charge_model::weight weight_of(const call_shape& shape) const;
  limit_tracker::cost token_cost(const call_shape& shape) const;
  void note_times(const entry& call, const token_usage& usage, time_point now);
  void reconcile(const entry& call, const wire::rate_headers& headers, time_point now);
  void note_pace(const entry& call, double tokens, time_point now);
  void note_breaker(bool was_closed, time_point now);
  void good_for_breaker(entry& call, time_point now);
  void tell_breaker(entry& call, const wire::provider_error& error, time_point now);
  void wait_in_line(call_id id, entry& call, time_point now);
  void leave_line(call_id id, entry& call);
  void promote_delayed(time_point now);
  void leave_flight(entry& call);
  void forget(call_id id);
  void start_probing();
  void end_probe(const entry& call, bool answered);
  void on_quota_refusal(call_id id, const wire::error_facts& facts,
                        const wire::rate_headers& headers, time_point now);
  void learn_from_message(entry& call, const wire::error_facts& facts, time_point now);

  std::map<call_id, entry> calls_;
  std::unique_ptr<admission_order> order_;              // ready
  std::set<std::pair<time_point, call_id>> delayed_;    // by not_before
  std::set<std::pair<time_point, call_id>> deadlines_;  // ready and delayed
  role_estimators estimators_;
  limit_tracker requests_, tokens_, project_tokens_;
  charge_model charges_;
  overload_sensor slowness_;
  restart_ramp ramp_;
  in_flight_window window_;
  circuit_breaker breaker_;
  double call_s_ = 0, call_tokens_ = 0;  ///< moving averages over good calls
  int in_flight_ = 0;
  int to_come_ = 0;      ///< calls that the conversations known here will still make at most
  int unknown_ = 0;      ///< calls whose conversations are not known
  bool talked_ = false;  ///< conversations come here, not only what judges them
  /// While limits are unknown one call goes first: nobody wants a burst of refusals.
  enum class probing : std::uint8_t { wanted, out, over } probing_ = probing::wanted;
  std::uint64_t probe_ = 1;  ///< counts them
  time_point probe_sent_{};
  time_point paused_until_{};
  model_state counters_;
};

}  // namespace parley::quota
