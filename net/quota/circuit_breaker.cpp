#include "net/quota/circuit_breaker.hpp"

#include <algorithm>

namespace parley::quota {
namespace {

constexpr auto window = std::chrono::seconds(10);
constexpr int least_outcomes = 20;
constexpr std::size_t most_outcomes = 4096;  // at higher rates the window is shorter
constexpr duration shortest_open = std::chrono::seconds(5);
constexpr duration longest_open = std::chrono::seconds(60);
constexpr int rounds = 3;

int trials_in(int round) {
  return 1 << round;
}

}  // namespace

circuit_breaker::state circuit_breaker::at(time_point now) const {
  if (!tripped_) return state::closed;
  return now < open_until_ ? state::open : state::half_open;
}

time_point circuit_breaker::when(time_point now) const {
  switch (at(now)) {
    case state::closed:
      return now;
    case state::open:
      return open_until_;
    case state::half_open:
      break;
  }
  return out_trials_ + good_trials_ < trials_in(round_) ? now : time_point::max();
}

circuit_breaker::pass circuit_breaker::start(time_point now) {
  pass call;
  call.epoch = epoch_;
  call.started = now;
  call.trial = at(now) == state::half_open;
  if (call.trial) ++out_trials_;
  return call;
}

void circuit_breaker::forget_old(time_point now) {
  while (!recent_.empty() &&
         (recent_.front().at + window < now || recent_.size() > most_outcomes)) {
    bad_ -= recent_.front().bad ? 1 : 0;
    recent_.pop_front();
  }
}

void circuit_breaker::open(time_point now, std::optional<duration> told) {
  constexpr duration least = std::chrono::seconds(1);  // "0" must not spin
  const duration guess = tripped_ ? open_for_ : shortest_open;
  open_until_ = now + (told ? std::max(least, *told) : guess);
  if (!told || !tripped_) open_for_ = std::min(guess * 2, longest_open);
  tripped_ = true;
  ++epoch_;
  round_ = out_trials_ = good_trials_ = 0;
  recent_.clear();
  bad_ = bad_in_a_row_ = 0;
}

void circuit_breaker::on_gone(pass call) {
  if (call.trial && call.epoch == epoch_ && tripped_) --out_trials_;
}

void circuit_breaker::on_good(pass call, time_point now) {
  if (call.epoch != epoch_) return;
  if (tripped_) {
    --out_trials_;
    if (++good_trials_ < trials_in(round_)) return;
    good_trials_ = 0;
    if (++round_ < rounds) return;
    tripped_ = false;
    ++epoch_;
    round_ = 0;
    return;
  }
  recent_.push_back({now, false});
  if (call.started > row_started_) bad_in_a_row_ = 0;
  forget_old(now);
}

void circuit_breaker::on_bad(pass call, time_point now, std::optional<duration> told) {
  if (call.epoch != epoch_) return;
  if (tripped_) return open(now, told);
  recent_.push_back({now, true});
  ++bad_;
  if (now > last_bad_ + window) bad_in_a_row_ = 0;
  last_bad_ = now;
  if (bad_in_a_row_++ == 0) row_started_ = call.started;
  forget_old(now);
  const auto seen = static_cast<int>(recent_.size());
  const bool mostly = seen >= least_outcomes && bad_ * 2 > seen;
  if (mostly || bad_in_a_row_ >= least_outcomes) open(now, told);
}

}  // namespace parley::quota
