#include "net/quota/limit_tracker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace parley::quota {
namespace {

constexpr double set_point_s = 0.5;      // of refill, kept in the bucket
constexpr double last_s = 0.25;          // of refill, kept beside a burst even from the last calls
constexpr double set_point_share = 0.5;  // of the capacity, at most
constexpr double clock_margin = 0.003;   // their minute may be shorter than ours
constexpr double surplus_gain = 0.2;
constexpr double foreign_tau_s = 4;
constexpr std::chrono::milliseconds may_swap{20};  // calls this close may overtake each other
constexpr std::size_t most_remembered = 8192;
constexpr double doubt = 0.02;      // of what was spent and not yet confirmed: estimates err
constexpr double most_noise_s = 2;  // of refill
constexpr double surprise_fades_s = 5;
constexpr double nearly_full = 0.98;
constexpr double too_large = 0.5;  // a header implies less than this share of our capacity
constexpr int enough_smaller = 2;  // such headers in a row
constexpr double peak_fades_s = 60;
constexpr double most_foreign = 0.9;        // of the refill: some of it must be left to try with
constexpr double growth_per_s = 0.05 / 60;  // of a capacity that a refusal made smaller

double seconds(std::chrono::nanoseconds d) {
  return std::chrono::duration<double>(d).count();
}

/// A limit's refill a second. Some limits are a day's: then what is missing comes back too slowly
/// for a minute's.
double refill_rate(std::int64_t limit) {
  return static_cast<double>(limit) / 60.0 * (1 - clock_margin);
}
double told_refill(const wire::rate_bucket& header, std::int64_t limit) {
  if (!header.reset || !header.remaining) return refill_rate(limit);
  const auto missing = static_cast<double>(limit - *header.remaining);
  const double reset_s = seconds(*header.reset);
  const double minute_s = missing / static_cast<double>(limit) * 60;
  // Whole seconds are a usual rounding, so a short reset proves nothing.
  if (missing < 1 || reset_s < 5 || reset_s < 3 * minute_s) return refill_rate(limit);
  return missing / reset_s * (1 - clock_margin);
}

/// The burst that a header implies: what is left plus what refills until it is full. "reset" is
/// rounded by the server, so near a full bucket the limit itself is the better guess.
double implied_capacity(const wire::rate_bucket& header, std::int64_t limit) {
  const auto whole = static_cast<double>(limit);
  const auto remaining = static_cast<double>(header.remaining.value_or(limit));
  if (!header.reset || !header.remaining) return whole;
  const double missing = seconds(*header.reset) * whole / 60.0;
  const double rounding = std::max(1.0, 0.02 * whole);
  if (remaining + missing + rounding >= whole) return whole;
  return std::clamp(remaining + missing, 1.0, whole);
}

}  // namespace

limit_tracker::limit_tracker(std::int64_t configured, double share, time_point now) {
  configure(configured, share, now);
}

void limit_tracker::configure(std::int64_t limit, double share, time_point now) {
  configured_ = limit;
  share_ = share;
  limit_ours(now);
}

/// Ours holds what was configured, or a share of what was told: of the limit, and of what may come
/// at once, or else two runs with half each would not live together in the first minute.
void limit_tracker::limit_ours(time_point now) {
  const bool needs_own = configured_ > 0 || (share_ < 1 && told_ > 0);
  const auto limit = needs_own ? static_cast<double>(this->limit()) * share_ : 0.0;
  const auto rounded = static_cast<std::int64_t>(std::max(needs_own ? 1.0 : 0.0, limit));
  auto whole = static_cast<double>(rounded);
  if (share_ < 1 && told_capacity_ > 0)
    whole = std::min(whole, std::max(1.0, share_ * told_capacity_));
  if (rounded == ours_limit_ && (!ours_ || whole == ours_->capacity())) return;
  ours_limit_ = rounded;
  if (rounded <= 0) {
    ours_.reset();
  } else if (ours_) {
    const double raised_by = whole - ours_->capacity();
    ours_->set_shape(whole, refill_rate(rounded), now);
    // What was spent stays spent; a lower limit does not punish what was allowed before it.
    if (raised_by > 0) ours_->add(raised_by, now);
  } else {
    ours_.emplace(whole, refill_rate(rounded), whole, now);
  }
}

double limit_tracker::set_point(time_point now) const {
  if (!theirs_) return 0;
  // Without calls there is no news: what surprised us once must not hold us up for long.
  const double fading = std::exp(-seconds(now - followed_at_) / surprise_fades_s);
  const double surprise = 2 * std::sqrt(error_square_ * fading);
  const double noise = std::clamp(surprise, set_point_s * told_rate_, most_noise_s * told_rate_);
  const double steady = noise + 1.3 * foreign_peak_ * lag_s_;
  const double bursts = set_point_s * told_rate_ + bursts_.units(told_rate_, now);
  return std::max(steady, bursts) + doubt * unheard(now);
}

/// What is kept even from the last calls: a burst that no header told yet meets those in the air.
double limit_tracker::last_kept(time_point now) const {
  const double burst = bursts_.units(told_rate_, now);
  return burst > 0 ? burst + last_s * told_rate_ : 0;
}

/// What the bucket must hold before `taken` may be taken.
double limit_tracker::needed(const token_bucket& bucket, double taken, time_point now,
                             double rest) const {
  const bool is_theirs = theirs_ && &bucket == &*theirs_;
  const double wanted = is_theirs ? set_point(now) : set_point_s * bucket.rate();
  const double kept = std::min(wanted, set_point_share * bucket.capacity());
  const double later = rest - taken;  // a neighbour's burst would meet calls in the air
  if (later >= kept) return taken + kept;
  return taken + std::min(kept, std::max(is_theirs ? last_kept(now) : 0, later));
}

bool limit_tracker::holds(const cost& wanted, time_point now) const {
  return (!ours_ || ours_->holds(needed(*ours_, wanted.ours, now), now)) &&
         (!theirs_ || theirs_->holds(needed(*theirs_, wanted.theirs, now), now));
}

time_point limit_tracker::when(const cost& wanted, time_point now, const cost& rest) const {
  time_point at = now;
  if (ours_) at = std::max(at, ours_->when(needed(*ours_, wanted.ours, now, rest.ours), now));
  if (theirs_)
    at = std::max(at, theirs_->when(needed(*theirs_, wanted.theirs, now, rest.theirs), now));
  return at;
}

limit_tracker::snapshot limit_tracker::reserve(const cost& taken, time_point now) {
  spent_ += taken.theirs;
  if (ours_) ours_->add(-taken.ours, now);
  snapshot then;
  if (theirs_) {
    theirs_->add(-taken.theirs, now);
    then.level = theirs_->level(now);
  }
  then.corrected = corrected_;
  then.spent = spent_;
  then.shape = shape_;
  then.at = now;
  note_sent(now);
  return then;
}

void limit_tracker::settle(const cost& reserved, double actual, double back, time_point now) {
  if (ours_) ours_->add(reserved.ours - actual, now);
  if (theirs_) theirs_->add(back, now);
}

void limit_tracker::refund(const cost& reserved, snapshot& then, time_point now) {
  if (ours_) ours_->add(reserved.ours, now);
  spent_ -= reserved.theirs;
  then.spent -= reserved.theirs;
  if (!theirs_ || then.shape != shape_) return;
  theirs_->add(reserved.theirs, now);
  then.level += reserved.theirs;
}

void limit_tracker::learn(const wire::rate_bucket& header, const snapshot& then, time_point now) {
  told_ = *header.limit;
  told_capacity_ = implied_capacity(header, told_);
  told_rate_ = told_refill(header, told_);
  const double since = spent_ - then.spent;
  const double level = static_cast<double>(header.remaining.value_or(told_)) - since;
  theirs_.emplace(told_capacity_, told_rate_, std::min(told_capacity_, level), now);
  followed_at_ = now;
  smaller_seen_ = 0;
  foreign_ = foreign_peak_ = error_square_ = expected_of_others_ = 0;
  bursts_ = {};
  ++shape_;
  limit_ours(now);
}

/// The model of the bucket follows: what others take lowers its refill, and a capacity that a
/// refusal made smaller grows back by 5 % a minute.
void limit_tracker::follow(time_point now) {
  const double passed = std::max(0.0, seconds(now - followed_at_));
  followed_at_ = now;
  expected_of_others_ += foreign_ * passed;
  double capacity = theirs_->capacity();
  if (capacity < told_capacity_)
    capacity = std::min(told_capacity_, capacity * (1 + growth_per_s * passed));
  theirs_->set_shape(capacity, told_rate_ - foreign_, now);
  foreign_peak_ = std::max(foreign_, foreign_peak_ * std::exp(-passed / peak_fades_s));
}

void limit_tracker::note_sent(time_point now) {
  sent_.push_back({now, spent_});
  if (sent_.size() > most_remembered) sent_.pop_front();
}

/// Calls that left together arrive in any order, so a header speaks of one of them, nobody knows
/// which: each has a say in proportion.
double limit_tracker::sent_together(time_point at) const {
  const auto earlier = [](const sending& each, time_point t) { return each.at < t; };
  const auto from = std::lower_bound(sent_.begin(), sent_.end(), at - may_swap, earlier);
  const auto to = std::lower_bound(from, sent_.end(), at + may_swap, earlier);
  return std::max<double>(1, static_cast<double>(to - from));
}

/// Charges of the last moments, which no header can have confirmed yet.
double limit_tracker::unheard(time_point now) const {
  const auto lag = std::chrono::duration_cast<duration>(std::chrono::duration<double>(lag_s_));
  const auto earlier = [](const sending& each, time_point t) { return each.at < t; };
  const auto from = std::lower_bound(sent_.begin(), sent_.end(), now - lag, earlier);
  return from == sent_.begin() ? spent_ : spent_ - std::prev(from)->spent;
}

void limit_tracker::note_error(double error, double applied, const snapshot& then, time_point now) {
  constexpr double gain = 0.05;
  bursts_.on_header(applied, std::exchange(expected_of_others_, 0), told_rate_, now);
  error_square_ += gain * (error * error - error_square_);
  lag_s_ += gain * (std::min(5.0, seconds(now - then.at)) - lag_s_);
  foreign_ = std::clamp(foreign_ - applied / foreign_tau_s, 0.0, most_foreign * told_rate_);
}

void limit_tracker::reconcile(const wire::rate_bucket& header, const snapshot& then,
                              time_point now) {
  if (!header) return;
  if (header.limit && *header.limit != told_) return learn(header, then, now);
  if (!theirs_ || !header.remaining || then.shape != shape_) return;
  // A bucket that is nearly full at half of what we believe in is smaller: what is missing was
  // never there, and nobody else took it.
  const bool smaller =
      header.limit && header.reset && implied_capacity(header, told_) < too_large * told_capacity_;
  smaller_seen_ = smaller ? smaller_seen_ + 1 : 0;
  if (smaller_seen_ >= enough_smaller) return learn(header, then, now);
  follow(now);
  // A full bucket hides what others take; they can not take much.
  if (static_cast<double>(*header.remaining) >= nearly_full * theirs_->capacity()) foreign_ *= 0.9;
  const double believed = then.level + (corrected_ - then.corrected);
  const double error = static_cast<double>(*header.remaining) - believed;
  const double negligible = std::max(1.0, theirs_->capacity() * 1e-4);
  if (std::abs(error) < negligible) return note_error(0, 0, then, now);
  const double before = theirs_->level(now);
  // A surplus may also mean that the burst is larger than we thought.
  if (static_cast<double>(*header.remaining) > theirs_->capacity()) {
    told_capacity_ = std::max(told_capacity_, static_cast<double>(*header.remaining));
    theirs_->set_shape(static_cast<double>(*header.remaining), theirs_->rate(), now);
  }
  const double together = sent_together(then.at);
  const double gain = error < 0 ? 1 / together : std::min(surplus_gain, 1 / together);
  theirs_->add(error * gain, now);
  const double applied = theirs_->level(now) - before;
  corrected_ += applied;
  note_error(error / together, applied, then, now);
}

void limit_tracker::deny(const cost& wanted, duration wait, time_point now) {
  const auto empty = [&](token_bucket& refused, double taken) {
    if (refused.holds(taken, now)) {  // we thought it would fit: the burst is smaller than that
      const double smallest = std::max({1.0, taken, refused.rate()});
      const double halved = std::max(refused.capacity() * 0.5, smallest);
      refused.set_shape(std::min(refused.capacity(), halved), refused.rate(), now);
    }
    const double after_wait = std::min(needed(refused, taken, now), refused.capacity());
    const double level = after_wait - seconds(wait) * refused.rate();
    const double before = refused.level(now);
    refused.set_level(std::min(before, level), now);
    return refused.level(now) - before;
  };
  if (theirs_)
    corrected_ += empty(*theirs_, wanted.theirs);
  else if (ours_)  // nothing heard from the provider: the configured limit is all there is
    empty(*ours_, wanted.ours);
}

std::int64_t limit_tracker::limit() const {
  if (configured_ <= 0) return told_;
  if (told_ <= 0) return configured_;
  return std::min(configured_, told_);
}

}  // namespace parley::quota
