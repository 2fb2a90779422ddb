#include "test/support/quota_lab/lab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <stdexcept>

#include "net/quota/model_governor.hpp"
#include "net/quota/retry_policy.hpp"
#include "sim/service/quota_ledger.hpp"
#include "test/support/quota_lab/others_bound.hpp"
#include "test/support/quota_lab/workload.hpp"

namespace parley::lab {
namespace {

namespace service = sim::service;
const time_point start{std::chrono::hours(1)};
const time_point never = start + std::chrono::hours(1000);

wire::rate_headers headers_of(const service::quota_state& state) {
  wire::rate_headers told;
  if (state.limit_requests > 0) {
    told.requests.limit = state.limit_requests;
    told.requests.remaining = state.remaining_requests;
    told.requests.reset = state.reset_requests;
  }
  if (state.limit_tokens > 0) {
    told.tokens.limit = state.limit_tokens;
    told.tokens.remaining = state.remaining_tokens;
    told.tokens.reset = state.reset_tokens;
  }
  return told;
}

class player {
 public:
  explicit player(const scenario& chosen)
      : chosen_(chosen),
        work_(make_workload(chosen)),
        retry_({}, chosen.seed),
        ledger_(service::quota_policy{}) {
    const int models = chosen.judge_shares ? 1 : 2;
    for (int m = 0; m < models; ++m) {
      const provider_side& side = m == 0 ? chosen.talk : chosen.judge;
      service::quota_policy policy;
      policy.requests_per_minute = side.requests_per_minute;
      policy.tokens_per_minute = side.tokens_per_minute;
      policy.burst_seconds = side.burst_seconds;
      policy.refund = side.refund;
      ledger_.set_policy(name_of(m), policy);
      model_limits limits;
      limits.in_flight = chosen.in_flight;
      governors_.push_back(std::make_unique<quota::model_governor>(
          name_of(m), limits, quota::make_admission_order(chosen.order), start));
    }
    wake_.assign(governors_.size(), never);
  }

  outcome run() {
    for (std::size_t c = 0; c < work_.conversations.size(); ++c) next_call(c);
    if (chosen_.foreign_share > 0) at(start, [this] { foreign(); });
    pump();
    while (open_ > 0) {
      if (events_.empty()) throw std::logic_error(stuck());
      auto first = events_.begin();
      now_ = std::max(now_, first->first.first);
      const auto happen = std::move(first->second);
      events_.erase(first);
      happen();
      pump();
    }
    return finish();
  }

 private:
  struct flight {
    std::size_t conversation = 0, index = 0;
    int model = 0;
    int attempts = 0;
    bool roomy = false;  ///< a reply was cut: all the room that is configured
    int max_output = 0;
  };

  static std::string name_of(int model) { return model == 0 ? "talk" : "judge"; }
  const provider_side& side(int model) const { return model == 0 ? chosen_.talk : chosen_.judge; }
  void at(time_point when, std::function<void()> what) {
    events_.emplace(std::pair(when, ++sequence_), std::move(what));
  }
  static duration span(double seconds) {
    return std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds));
  }
  duration half_trip() { return span(chosen_.round_trip_s / 2 * noise_.log_normal(1, 0.15)); }

  std::string stuck() const {
    const auto state = governors_[0]->state(now_);
    return fmt::format("lab, {}: stuck with {} open conversations, {} calls waiting for {}",
                       chosen_.name, open_, state.waiting, to_string(state.binds));
  }

  void next_call(std::size_t c) {
    auto& calls = work_.conversations[c];
    if (calls.done == calls.list.size()) {
      --open_;
      return;
    }
    flight f;
    f.conversation = c;
    f.index = calls.done;
    f.model = calls.list[f.index].role == agent_role::judge && !chosen_.judge_shares ? 1 : 0;
    enqueue(++last_id_, f);
  }

  void enqueue(quota::call_id id, flight f) {
    const auto& c = work_.conversations[f.conversation];
    const auto& call = c.list[f.index];
    auto& governor = *governors_[static_cast<std::size_t>(f.model)];
    quota::call_shape shape;
    shape.role = call.role;
    shape.turn = static_cast<int>(f.index) / 2 + 1;
    shape.calls_left = static_cast<int>(c.list.size() - f.index);
    shape.input_bytes = static_cast<std::size_t>(call.input * 4.3);
    f.max_output = f.roomy ? chosen_.max_output_tokens
                           : governor.room_for(call.role, chosen_.max_output_tokens);
    shape.max_output_tokens = f.max_output;
    shape.deadline = never;
    flights_[id] = f;
    governor.enqueue(id, shape, now_);
  }

  void pump() {
    for (std::size_t m = 0; m < governors_.size(); ++m) {
      while (const auto id = governors_[m]->admit(now_)) send(*id);
      const auto next = governors_[m]->next_wake(now_);
      if (next < never && (wake_[m] > next || wake_[m] <= now_)) {
        wake_[m] = std::max(next, now_ + std::chrono::nanoseconds(1));
        at(wake_[m], [] {});
      }
    }
  }

  void send(quota::call_id id) {
    ++result_.sent;
    sent_at_.push_back(now_);
    most_ = std::max(most_, ++in_flight_);
    at(now_ + half_trip(), [this, id] { arrive(id); });
  }

  bool storming() const {
    const double s = std::chrono::duration<double>(now_ - start).count();
    return s >= chosen_.storm_from_s && s < chosen_.storm_from_s + chosen_.storm_s;
  }

  void arrive(quota::call_id id) {
    const flight f = flights_.at(id);
    const auto& call = work_.conversations[f.conversation].list[f.index];
    if (storming()) {
      auto error = wire::wire_fail(failure_code::overloaded, "storm");
      error.facts.status = 503;
      error.facts.retry_after =
          std::chrono::milliseconds(static_cast<std::int64_t>(chosen_.retry_after_s * 1000));
      at(now_ + half_trip(), [this, id, error] { fail_call(id, error, {}); });
      return;
    }
    const auto charge =
        static_cast<std::int64_t>(call.input + (side(f.model).output_counts ? f.max_output : 0));
    const auto decided = ledger_.admit("key", name_of(f.model), charge, now_);
    const auto told =
        side(f.model).tells && decided.state ? headers_of(*decided.state) : wire::rate_headers{};
    if (decided.verdict != service::quota_verdict::granted) {
      auto error = wire::wire_fail(failure_code::rate_limited, "429");
      error.facts.status = 429;
      error.facts.kind = decided.verdict == service::quota_verdict::no_requests
                             ? wire::limit_kind::requests
                             : wire::limit_kind::tokens;
      const double wait = std::chrono::duration<double>(decided.wait).count();
      error.facts.retry_after = std::chrono::milliseconds(
          static_cast<std::int64_t>(std::max(1.0, std::ceil(wait))) * 1000);
      at(now_ + half_trip(), [this, id, error, told] { fail_call(id, error, told); });
      return;
    }
    const int output = std::min(call.output, f.max_output);
    const double work = call.first_token_s + call.per_token_s * output;
    note_latency(f, call.first_token_s + call.per_token_s * call.output + chosen_.round_trip_s);
    at(now_ + span(call.first_token_s) + half_trip(), [this, id, told] {
      governors_[static_cast<std::size_t>(flights_.at(id).model)]->on_headers(id, told, now_);
    });
    at(now_ + span(work), [this, id, charge, output] { provider_done(id, charge, output); });
  }

  void provider_done(quota::call_id id, std::int64_t charge, int output) {
    const flight& f = flights_.at(id);
    const auto& call = work_.conversations[f.conversation].list[f.index];
    const auto used = static_cast<std::int64_t>(call.input + output);
    ledger_.settle("key", name_of(f.model), charge, used, now_);
    note_played(f, side(f.model).refund ? used : std::max(charge, used), output < call.output);
    at(now_ + half_trip() + std::chrono::microseconds(1),
       [this, id, output] { succeed(id, output); });
  }

  void succeed(quota::call_id id, int output) {
    --in_flight_;
    flight f = flights_.at(id);
    flights_.erase(id);
    auto& c = work_.conversations[f.conversation];
    const auto& call = c.list[f.index];
    token_usage usage;
    usage.input = call.input;
    usage.output = output;
    governors_[static_cast<std::size_t>(f.model)]->succeeded(id, usage, true, now_);
    retry_.on_success();
    if (output < call.output && f.max_output < chosen_.max_output_tokens) {  // cut: once more
      f.roomy = true;
      ++result_.cut;
      enqueue(++last_id_, f);
      return;
    }
    ++c.done;
    last_end_ = now_;
    next_call(f.conversation);
  }

  void fail_call(quota::call_id id, const wire::provider_error& error,
                 const wire::rate_headers& told) {
    --in_flight_;
    flight& f = flights_.at(id);
    auto& governor = *governors_[static_cast<std::size_t>(f.model)];
    f.attempts += governor.failed(id, error, told, now_) ? 1 : 0;
    const bool refused = error.what.code == failure_code::rate_limited;
    (refused ? result_.quota_refusals : result_.failures) += 1;
    const auto next = retry_.on_failure(error, f.attempts, now_, never);
    using kind = quota::retry_decision::kind;
    if (next.what == kind::give_up) {
      ++result_.lost;
      --open_;
      governor.drop(id);
      flights_.erase(id);
      return;
    }
    governor.put_back(id, next.not_before, next.what == kind::retry, now_);
  }

  /// Somebody else: on for five seconds, off for five, twice its share while on.
  void foreign() {
    const double s = std::chrono::duration<double>(now_ - start).count();
    constexpr double step_s = 0.05;
    if (std::fmod(s, 10) < 5) {
      const auto& talk = chosen_.talk;
      owed_requests_ +=
          2 * chosen_.foreign_share * static_cast<double>(talk.requests_per_minute) / 60 * step_s;
      const double tokens =
          2 * chosen_.foreign_share * static_cast<double>(talk.tokens_per_minute) / 60 * step_s;
      const double calls = std::max(1.0, std::floor(owed_requests_));
      while (owed_requests_ >= 1) {
        const auto each = static_cast<std::int64_t>(tokens / calls);
        const auto got = ledger_.admit("key", "talk", each, now_);
        if (got.verdict == service::quota_verdict::granted) {
          foreign_requests_.push_back({s, 1});
          foreign_tokens_.push_back({s, static_cast<double>(each)});
        }
        owed_requests_ -= 1;
      }
    }
    at(now_ + span(step_s), [this] { foreign(); });
  }

  void note_latency(const flight& f, double latency) {
    auto& c = work_.conversations[f.conversation];
    c.latency[f.index] = latency;
  }

  /// A reply that was cut takes no time of its own in the bound: who knows lengths cuts nothing.
  void note_played(const flight& f, std::int64_t charge, bool cut) {
    auto& c = work_.conversations[f.conversation];
    observed_call seen;
    seen.model = name_of(f.model);
    seen.talk = c.list[f.index].role != agent_role::judge;
    seen.latency_sec = cut ? 0 : c.latency[f.index];
    seen.tokens = charge;
    c.played.push_back(std::move(seen));
  }

  outcome finish();
  double bound() const;

  scenario chosen_;
  workload work_;
  quota::retry_policy retry_;
  service::quota_ledger ledger_;
  std::vector<std::unique_ptr<quota::model_governor>> governors_;
  std::vector<time_point> wake_;
  std::map<std::pair<time_point, std::uint64_t>, std::function<void()>> events_;
  std::map<quota::call_id, flight> flights_;
  random_stream noise_{chosen_.seed, "lab", "noise"};
  std::deque<time_point> sent_at_;
  time_point now_ = start, last_end_ = start;
  std::uint64_t sequence_ = 0;
  quota::call_id last_id_ = 0;
  int open_ = chosen_.conversations, in_flight_ = 0, most_ = 0;
  double owed_requests_ = 0;
  std::vector<taken_by_others> foreign_requests_, foreign_tokens_;
  outcome result_;
};

/// docs/lower-bound.md, with what was really charged, and what somebody else took.
double player::bound() const {
  std::vector<call_chain> chains;
  double calls = 0, tokens = 0, shortest = 1e300;  // of the model that others use as well
  for (const auto& c : work_.conversations) {
    chains.push_back(c.played);
    for (const observed_call& call : c.played) {
      if (call.model != name_of(0)) continue;
      ++calls;
      tokens += static_cast<double>(call.tokens);
      if (call.latency_sec > 0) shortest = std::min(shortest, call.latency_sec);
    }
  }
  bound_limits limits;
  for (int m = 0; m < static_cast<int>(governors_.size()); ++m) {
    const auto bucket = [&](std::int64_t a_minute) {
      const double rate = static_cast<double>(a_minute) / 60;
      return bucket_limit{rate, rate * side(m).burst_seconds};
    };
    limits.models[name_of(m)].requests = bucket(side(m).requests_per_minute);
    limits.models[name_of(m)].tokens = bucket(side(m).tokens_per_minute);
  }
  const double alone = lower_bound(chains, limits).seconds;
  if (foreign_requests_.empty()) return alone;
  const model_bound& talk = limits.models.at(name_of(0));
  const double last = std::max(earliest_last_send(calls, talk.requests, foreign_requests_),
                               earliest_last_send(tokens, talk.tokens, foreign_tokens_));
  return std::max(alone, last + shortest);
}

outcome player::finish() {
  const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
  result_.seconds = seconds(last_end_ - start);
  result_.bound_s = bound();
  result_.most_in_flight = most_;
  const time_point calm = start + span(chosen_.storm_from_s + chosen_.storm_s);
  if (chosen_.storm_s > 0) {
    const auto sent_between = [&](time_point from, time_point to) {
      return std::count_if(sent_at_.begin(), sent_at_.end(),
                           [&](time_point t) { return t >= from && t < to; });
    };
    const time_point storm = start + span(chosen_.storm_from_s);
    const double steady =
        static_cast<double>(sent_between(storm - std::chrono::seconds(5), storm)) / 5;
    const auto first =
        std::find_if(sent_at_.begin(), sent_at_.end(), [&](time_point t) { return t >= calm; });
    const auto second_from = [&](time_point t) {
      return static_cast<double>(sent_between(t, t + std::chrono::seconds(1)));
    };
    result_.after_storm = std::max(second_from(calm), second_from(*first)) / steady;
  }
  return result_;
}

}  // namespace

outcome play(const scenario& chosen) {
  player one(chosen);
  return one.run();
}

}  // namespace parley::lab
