// One limit of one model (requests or tokens a minute): what we may spend, what we learnt.
// Must not know: calls, roles, which of the two limits it is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

#include "net/quota/burst_margin.hpp"
#include "net/quota/token_bucket.hpp"
#include "net/wire/rate_headers.hpp"

namespace parley::quota {

/// Two buckets, and both must hold a call: *ours* enforces the configured limit and is settled with
/// real usage; *theirs* predicts the provider's and is corrected from its headers. Either may be
/// missing (not configured; nothing heard yet).
///
/// Correction is a Smith predictor: a header that comes back says what the provider's bucket held
/// when it admitted that call; it is compared with what we believed then, less the corrections made
/// since. Shortfalls (somebody else spends too) apply at once, surpluses by a fifth.
class limit_tracker {
 public:
  /// What one call takes: what we expect it to use, and what the provider will set aside for it.
  struct cost {
    double ours = 0;
    double theirs = 0;
  };

  static constexpr cost unknown_rest{1e300, 1e300};

  /// Memory of one admission, kept with the call until its headers are seen.
  struct snapshot {
    double level = 0;      ///< theirs, after this call was taken off
    double corrected = 0;  ///< sum of corrections so far
    double spent = 0;      ///< sum of charges so far, this call included
    time_point at{};
    std::uint64_t shape = 0;
  };

  /// `configured` a minute; 0: none. `share` of whatever limit holds is ours, 0 < share <= 1: the
  /// rest belongs to other runs with the same key.
  limit_tracker(std::int64_t configured, double share, time_point now);

  void configure(std::int64_t limit, double share, time_point now);

  /// Is there room for `wanted`, with the set-point kept: half a second of refill stays in the
  /// bucket, so that a small error costs no 429? More stays while predictions err by more (two
  /// standard deviations) or somebody else spends: what they take until a header tells us, or their
  /// next burst (burst_margin); at most half of the bucket. A cost above the capacity needs a full
  /// bucket.
  bool holds(const cost& wanted, time_point now) const;
  /// `rest`: all that is still to come, this call included, when that is known. What stays in the
  /// bucket protects later calls, so never more is kept than those take.
  time_point when(const cost& wanted, time_point now, const cost& rest = unknown_rest) const;

  snapshot reserve(const cost& taken, time_point now);
  /// The call is over: ours counts what was really spent; `back`: what the provider gives back.
  void settle(const cost& reserved, double actual, double back, time_point now);
  /// The provider refused the call and charged nothing: both buckets get it back.
  void refund(const cost& reserved, snapshot& then, time_point now);

  /// A reply's header about a call admitted at `then`.
  void reconcile(const wire::rate_bucket& header, const snapshot& then, time_point now);

  /// A 429 about this limit without a usable header: nothing fits before `wait` has passed; a burst
  /// that our bucket promised and the provider refused is halved.
  void deny(const cost& wanted, duration wait, time_point now);

  /// A minute's limit in force: the smaller of configured and learnt; 0: none known.
  std::int64_t limit() const;
  /// A minute's limit as the provider told it; 0: not yet.
  std::int64_t told() const { return told_; }
  bool known() const { return ours_ || theirs_; }
  bool learnt() const { return theirs_.has_value(); }
  /// Of the provider's bucket as predicted; 0 before anything was heard.
  double learnt_capacity() const { return theirs_ ? theirs_->capacity() : 0; }
  /// The largest burst that there is reason to believe in; 0 before anything was heard.
  double told_burst() const { return theirs_ ? std::max(told_capacity_, theirs_->capacity()) : 0; }
  double learnt_level(time_point now) const { return theirs_ ? theirs_->level(now) : 0; }
  double learnt_rate() const { return told_rate_; }  ///< a second; 0 before anything was heard
  /// What others spend of the same quota, a second, as far as our headers show it.
  double foreign_rate() const { return foreign_; }
  /// How many calls left so close to `at` that they may have overtaken each other, that one
  /// included.
  double sent_together(time_point at) const;
  double set_point(time_point now) const;

 private:
  void learn(const wire::rate_bucket& header, const snapshot& then, time_point now);
  void note_error(double error, double applied, const snapshot& then, time_point now);
  void follow(time_point now);
  void note_sent(time_point now);
  void limit_ours(time_point now);
  double needed(const token_bucket& bucket, double taken, time_point now,
                double rest = unknown_rest.theirs) const;
  double last_kept(time_point now) const;
  double unheard(time_point now) const;

  std::int64_t configured_ = 0;
  std::int64_t told_ = 0;  ///< by headers; 0: not yet
  double share_ = 1;
  std::int64_t ours_limit_ = 0;
  double told_rate_ = 0;      ///< a second, without what others take
  double told_capacity_ = 0;  ///< as the headers imply it
  double foreign_ = 0;        ///< a second
  double foreign_peak_ = 0;   ///< a second; fades within a minute: who came once comes again
  double lag_s_ = 0.5;        ///< from sending a call to its header, moving average
  double error_square_ = 0;   ///< of the predictions, moving average
  int smaller_seen_ = 0;      ///< headers in a row that imply a much smaller burst
  time_point followed_at_{};
  burst_margin bursts_;
  double expected_of_others_ = 0;  ///< units that were predicted away since the last header
  struct sending {
    time_point at;
    double spent = 0;  ///< sum of charges, this one included
  };
  std::deque<sending> sent_;  ///< the last calls
  std::optional<token_bucket> ours_;
  std::optional<token_bucket> theirs_;
  double corrected_ = 0;
  double spent_ = 0;
  std::uint64_t shape_ = 0;  ///< counts (re)learnings: older snapshots do not compare
};

}  // namespace parley::quota
