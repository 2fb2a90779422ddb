#include "net/quota/model_governor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace parley::quota {
namespace {

// While nobody has an answer one more call goes each time this long has passed, up to a few: the
// first may be the one in a hundred that takes ten times as long.
constexpr auto probe_patience = std::chrono::milliseconds(500);
constexpr int most_unheard = 8;
constexpr limit_tracker::cost one_request{1, 1};
constexpr double rest_margin = 1.1;  // of what all later calls weigh, in tokens
constexpr double surely = 0.75;      // input is estimated: by so much it may be overestimated

}  // namespace

model_governor::model_governor(std::string model, const model_limits& limits,
                               std::unique_ptr<admission_order> order, time_point now, double share)
    : order_(std::move(order)),
      requests_(limits.requests_per_minute, share, now),
      tokens_(limits.tokens_per_minute, share, now),
      project_tokens_(0, share, now),
      window_(limits.in_flight) {
  counters_.model = std::move(model);
}

void model_governor::set_limits(const model_limits& limits, time_point now, double share) {
  requests_.configure(limits.requests_per_minute, share, now);
  tokens_.configure(limits.tokens_per_minute, share, now);
  project_tokens_.configure(0, share, now);
  window_.set_limit(limits.in_flight);
}

int model_governor::room_for(agent_role role, int configured) const {
  // Room is quota only where tokens are limited; elsewhere a cut reply costs a second call.
  if (!tokens_.known() && !project_tokens_.known()) return configured;
  return estimators_[static_cast<std::size_t>(role)].room(configured);
}

charge_model::weight model_governor::weight_of(const call_shape& shape) const {
  charge_model::weight call;
  call.input = estimators_[static_cast<std::size_t>(shape.role)].input_tokens(shape.input_bytes);
  call.room = std::max(1, shape.max_output_tokens);
  return call;
}

limit_tracker::cost model_governor::token_cost(const call_shape& shape) const {
  const auto& learnt = estimators_[static_cast<std::size_t>(shape.role)];
  const auto call = weight_of(shape);
  limit_tracker::cost taken;
  taken.ours = call.input + learnt.output_tokens(shape.max_output_tokens);
  taken.theirs = charges_.at_admission(call);
  return taken;
}

token_usage model_governor::expected_usage(const chat_request& request) const {
  const auto& learnt = estimators_[static_cast<std::size_t>(request.role)];
  token_usage guess;
  guess.input = static_cast<std::int64_t>(learnt.input_tokens(input_bytes(request)));
  guess.output = static_cast<std::int64_t>(learnt.output_tokens(request.max_output_tokens));
  return guess;
}

std::string model_governor::never_fits(const call_shape& shape) const {
  const auto call = weight_of(shape);
  const double needed = std::max(call.input, charges_.at_admission(call));
  for (const auto* limit : {&tokens_, &project_tokens_}) {
    if (limit->limit() <= 0 || needed * surely <= static_cast<double>(limit->limit())) continue;
    return fmt::format(
        "this request alone needs about {:.0f} tokens ({:.0f} of input and up to {} of output), "
        "and "
        "the limit is {} tokens a minute; shorten the prompt, lower max_output_tokens, or raise "
        "the "
        "limit",
        needed, call.input, shape.max_output_tokens, limit->limit());
  }
  return {};
}

void model_governor::wait_in_line(call_id id, entry& call, time_point now) {
  deadlines_.emplace(call.shape.deadline, id);
  if (call.not_before > now) {
    call.where = phase::delayed;
    delayed_.emplace(call.not_before, id);
  } else {
    call.where = phase::ready;
    order_->add(call.queued);
  }
}

void model_governor::leave_line(call_id id, entry& call) {
  deadlines_.erase({call.shape.deadline, id});
  if (call.where == phase::delayed)
    delayed_.erase({call.not_before, id});
  else
    order_->remove(call.queued);
}

void model_governor::enqueue(call_id id, const call_shape& shape, time_point now) {
  assert(!calls_.contains(id));
  entry& call = calls_[id];
  call.shape = shape;
  call.queued.id = id;
  call.queued.role = shape.role;
  call.queued.turn = shape.turn;
  call.queued.calls_left = shape.calls_left;
  call.queued.arrived = now;
  to_come_ += calls_to_come(call);
  unknown_ += shape.calls_left <= 0 ? 1 : 0;
  talked_ = talked_ || shape.turn > 0;
  wait_in_line(id, call, now);
}

/// Of its conversation, after what is in flight.
int model_governor::calls_to_come(const entry& call) {
  return std::max(0, call.shape.calls_left - (call.where == phase::in_flight ? 1 : 0));
}

/// All that is to come, when each call takes so much. A model that only judges does not know it.
limit_tracker::cost model_governor::rest_of(double each) const {
  if (!talked_ || unknown_ > 0) return limit_tracker::unknown_rest;
  return {each * to_come_, each * to_come_};
}

void model_governor::forget(call_id id) {
  const auto found = calls_.find(id);
  to_come_ -= calls_to_come(found->second);
  unknown_ -= found->second.shape.calls_left <= 0 ? 1 : 0;
  calls_.erase(found);
}

void model_governor::promote_delayed(time_point now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    entry& call = calls_.at(delayed_.begin()->second);
    delayed_.erase(delayed_.begin());
    call.where = phase::ready;
    order_->add(call.queued);
  }
}

model_governor::obstacle model_governor::obstacle_for_next(time_point now) const {
  const auto next = order_->next();
  if (!next) return {binding::nothing, time_point::max()};
  if (paused_until_ > now) return {binding::paused, paused_until_};
  if (const auto at = breaker_.when(now); at > now) return {binding::paused, at};
  if (in_flight_ >= window_.width()) return {binding::window, time_point::max()};
  if (probing_ == probing::out) {
    const auto allowed = 1 + (now - probe_sent_) / probe_patience;
    if (in_flight_ >= most_unheard) return {binding::window, time_point::max()};
    if (in_flight_ >= allowed) return {binding::window, probe_sent_ + in_flight_ * probe_patience};
  }
  if (const auto at = ramp_.when(now); at > now) return {binding::window, at};
  const auto cost = token_cost(calls_.at(*next).shape);
  const auto rest = rest_of(rest_margin * std::max(call_tokens_, cost.theirs));
  const auto requests_at = requests_.when(one_request, now, rest_of(1));
  const auto tokens_at =
      std::max(tokens_.when(cost, now, rest), project_tokens_.when(cost, now, rest));
  if (requests_at > now || tokens_at > now) {
    const auto what = requests_at >= tokens_at ? binding::requests : binding::tokens;
    return {what, std::max(requests_at, tokens_at)};
  }
  return {binding::nothing, now};
}

std::optional<call_id> model_governor::admit(time_point now) {
  promote_delayed(now);
  const auto blocked = obstacle_for_next(now);
  if (blocked.until > now) return std::nullopt;
  const call_id id = *order_->next();
  entry& call = calls_.at(id);
  leave_line(id, call);
  to_come_ -= calls_to_come(call);
  call.where = phase::in_flight;
  to_come_ += calls_to_come(call);
  call.tokens = token_cost(call.shape);
  call.weight = weight_of(call.shape);
  call.charged_then = charges_.on_sent(call.weight);
  call.sent_at = now;
  call.first_token_at = {};
  call.head_seen = call.judged = false;
  ramp_.on_admit(now);
  call.requests_then = requests_.reserve(one_request, now);
  call.tokens_then = tokens_.reserve(call.tokens, now);
  call.project_then = project_tokens_.reserve(call.tokens, now);
  call.generation = window_.generation();
  call.sent_with = slowness_.on_sent();
  call.pass = breaker_.start(now);
  if (requests_.known() && tokens_.known()) probing_ = probing::over;
  if (probing_ == probing::wanted) {
    probing_ = probing::out;
    probe_sent_ = now;
    call.probe = probe_;
  }
  ++in_flight_;
  ++counters_.attempts;
  return id;
}

std::vector<call_id> model_governor::expire(time_point now) {
  std::vector<call_id> late;
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const call_id id = deadlines_.begin()->second;
    leave_line(id, calls_.at(id));
    forget(id);
    late.push_back(id);
  }
  return late;
}

void model_governor::postpone(duration by) {
  std::set<std::pair<time_point, call_id>> moved;
  for (const auto& [at, id] : deadlines_) {
    calls_.at(id).shape.deadline += by;
    moved.emplace(at + by, id);
  }
  deadlines_ = std::move(moved);
}

time_point model_governor::next_wake(time_point now) const {
  time_point at = obstacle_for_next(now).until;
  if (!deadlines_.empty()) at = std::min(at, deadlines_.begin()->first);
  if (!delayed_.empty()) at = std::min(at, delayed_.begin()->first);
  return at;
}

void model_governor::drop(call_id id) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  entry& call = found->second;
  if (call.where == phase::ready || call.where == phase::delayed) leave_line(id, call);
  if (call.where == phase::in_flight) {
    if (!call.judged) breaker_.on_gone(call.pass);
    slowness_.on_gone(call.sent_with);
    end_probe(call, false);
    leave_flight(call);  // nothing is refunded: what was sent may have been charged
  }
  forget(id);
}

void model_governor::leave_flight(entry& call) {
  to_come_ -= calls_to_come(call);
  call.where = phase::parked;
  to_come_ += calls_to_come(call);
  --in_flight_;
  assert(in_flight_ >= 0);
}

void model_governor::start_probing() {
  probing_ = probing::wanted;
  ++probe_;
}

void model_governor::end_probe(const entry& call, bool answered) {
  if (probing_ != probing::out) return;
  if (answered)
    probing_ = probing::over;
  else if (call.probe == probe_)
    start_probing();
}

token_usage model_governor::guess_usage(call_id id, std::size_t output_bytes) const {
  const auto& shape = calls_.at(id).shape;
  return estimators_[static_cast<std::size_t>(shape.role)].guess_usage(shape.input_bytes,
                                                                       output_bytes);
}

model_state model_governor::state(time_point now) const {
  model_state live = counters_;
  live.in_flight = in_flight_;
  live.waiting = static_cast<int>(order_->size() + delayed_.size());
  live.binds = obstacle_for_next(now).what;
  live.told_requests = requests_.told();
  live.told_tokens = tokens_.told();
  live.request_burst = requests_.told_burst();
  live.token_burst = tokens_.told_burst();
  if (live.waiting > 0 && order_->size() == 0) live.binds = binding::paused;
  if (live.waiting == 0 && in_flight_ > 0) live.binds = binding::latency;
  return live;
}

}  // namespace parley::quota
