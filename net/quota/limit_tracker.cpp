#include "net/quota/limit_tracker.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double set_point_s = 0.5;      // of refill, kept in the bucket
constexpr double set_point_share = 0.5;  // of the capacity, at most
constexpr double clock_margin = 0.003;   // their minute may be shorter than ours
constexpr double surplus_gain = 0.2;

double seconds(std::chrono::nanoseconds d) {
  return std::chrono::duration<double>(d).count();
}

/// What the bucket must hold before `cost` may be taken.
double needed(const token_bucket& bucket, double taken) {
  const double kept = std::min(set_point_s * bucket.rate(), set_point_share * bucket.capacity());
  return taken + kept;
}

double refill_rate(std::int64_t limit) {
  return static_cast<double>(limit) / 60.0 * (1 - clock_margin);
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

limit_tracker::limit_tracker(std::int64_t configured, time_point now) {
  configure(configured, now);
}

void limit_tracker::configure(std::int64_t limit, time_point now) {
  if (limit == configured_) return;
  const auto raised_by = static_cast<double>(limit - configured_);
  configured_ = limit;
  if (limit <= 0) {
    ours_.reset();
  } else if (ours_) {
    ours_->set_shape(static_cast<double>(limit), refill_rate(limit), now);
    // What was spent stays spent; a lower limit does not punish what was allowed before it.
    if (raised_by > 0) ours_->add(raised_by, now);
  } else {
    const auto whole = static_cast<double>(limit);
    ours_.emplace(whole, refill_rate(limit), whole, now);
  }
}

bool limit_tracker::holds(const cost& wanted, time_point now) const {
  if (ours_ && !ours_->holds(needed(*ours_, wanted.ours), now)) return false;
  return !theirs_ || theirs_->holds(needed(*theirs_, wanted.theirs), now);
}

time_point limit_tracker::when(const cost& wanted, time_point now) const {
  time_point at = now;
  if (ours_) at = std::max(at, ours_->when(needed(*ours_, wanted.ours), now));
  if (theirs_) at = std::max(at, theirs_->when(needed(*theirs_, wanted.theirs), now));
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
  return then;
}

void limit_tracker::settle(const cost& reserved, double actual, time_point now) {
  // What the provider gives back, if anything, its next header says: see reconcile().
  if (ours_) ours_->add(reserved.ours - actual, now);
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
  const double capacity = implied_capacity(header, told_);
  const double since = spent_ - then.spent;
  const double level = static_cast<double>(header.remaining.value_or(told_)) - since;
  theirs_.emplace(capacity, refill_rate(told_), std::min(capacity, level), now);
  ++shape_;
}

void limit_tracker::reconcile(const wire::rate_bucket& header, const snapshot& then,
                              time_point now) {
  if (!header) return;
  if (header.limit && *header.limit != told_) return learn(header, then, now);
  if (!theirs_ || !header.remaining || then.shape != shape_) return;
  const double believed = then.level + (corrected_ - then.corrected);
  const double error = static_cast<double>(*header.remaining) - believed;
  const double negligible = std::max(1.0, theirs_->capacity() * 1e-4);
  if (std::abs(error) < negligible) return;
  const double before = theirs_->level(now);
  // A surplus may also mean that the burst is larger than we thought.
  if (static_cast<double>(*header.remaining) > theirs_->capacity())
    theirs_->set_shape(static_cast<double>(*header.remaining), theirs_->rate(), now);
  theirs_->add(error < 0 ? error : error * surplus_gain, now);
  corrected_ += theirs_->level(now) - before;
}

void limit_tracker::deny(const cost& wanted, duration wait, time_point now) {
  const auto empty = [&](token_bucket& refused, double taken) {
    if (refused.holds(taken, now)) {  // we thought it would fit: the burst is smaller than that
      const double smallest = std::max({1.0, taken, refused.rate()});
      const double halved = std::max(refused.capacity() * 0.5, smallest);
      refused.set_shape(std::min(refused.capacity(), halved), refused.rate(), now);
    }
    const double after_wait = std::min(needed(refused, taken), refused.capacity());
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
