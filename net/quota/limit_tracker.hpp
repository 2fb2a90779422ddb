// One limit of one model (requests or tokens a minute): what we may spend, what we learnt.
// Must not know: calls, roles, which of the two limits it is.
#pragma once

#include <cstdint>
#include <optional>

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

  /// Memory of one admission, kept with the call until its headers are seen.
  struct snapshot {
    double level = 0;      ///< theirs, after this call was taken off
    double corrected = 0;  ///< sum of corrections so far
    double spent = 0;      ///< sum of charges so far, this call included
    std::uint64_t shape = 0;
  };

  /// `configured` a minute; 0: none.
  limit_tracker(std::int64_t configured, time_point now);

  void configure(std::int64_t limit, time_point now);

  /// Is there room for `wanted`, with the set-point kept: half a second of refill stays in the
  /// bucket, so that a small error costs no 429? A cost above the capacity needs a full bucket.
  bool holds(const cost& wanted, time_point now) const;
  time_point when(const cost& wanted, time_point now) const;

  snapshot reserve(const cost& taken, time_point now);
  /// The call is over: ours counts what was really spent.
  void settle(const cost& reserved, double actual, time_point now);
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
  double learnt_level(time_point now) const { return theirs_ ? theirs_->level(now) : 0; }

 private:
  void learn(const wire::rate_bucket& header, const snapshot& then, time_point now);

  std::int64_t configured_ = 0;
  std::int64_t told_ = 0;  ///< by headers; 0: not yet
  std::optional<token_bucket> ours_;
  std::optional<token_bucket> theirs_;
  double corrected_ = 0;
  double spent_ = 0;
  std::uint64_t shape_ = 0;  ///< counts (re)learnings: older snapshots do not compare
};

}  // namespace parley::quota
