// How long calls and judgements take and how many get done a second, as measured. Pure.
// Must not know: deadlines, customers, what the numbers decide.
#pragma once

#include <deque>
#include <optional>

#include "base/clock.hpp"

namespace parley {

/// Mean and standard deviation of the latest values, in seconds.
class recent_times {
 public:
  void add(double seconds);
  std::size_t count() const { return values_.size(); }
  double mean() const;
  double deviation() const;

 private:
  std::deque<double> values_;
};

class pace {
 public:
  /// Starts a new window for the rate, and for everything that waiting is part of: the queue of the
  /// iteration before is gone. Latencies are kept, and so is the rate of the iteration before, as
  /// the expectation for this one.
  void start_iteration(time_point now);

  /// A customer's or the outreach agent's call; `seconds` of waiting for quota included.
  void call_ended(time_point now, double seconds);
  void call_answered(double latency) { latencies_.add(latency); }  ///< waiting for quota not in it
  void judge_call_answered(double latency) { judge_latencies_.add(latency); }
  /// Counts in the rate, since talk and judge may share a quota; not in what a call takes.
  void judge_call_ended(time_point now);
  void conversation_ended(int calls, int reasks);
  void judgement_ended(double seconds);

  /// Calls a second over the latest calls of this iteration; nothing before a handful have ended.
  std::optional<double> call_rate(time_point now) const;
  /// The same of the iteration before; nothing in the first.
  std::optional<double> earlier_call_rate() const { return earlier_rate_; }
  /// What a judge's call took in the iterations before; nothing before a handful have ended. Not of
  /// this one: those that end first are the quick ones.
  std::optional<double> earlier_judge_latency() const { return earlier_judge_latency_; }
  /// Expected calls of a conversation that can have at most `longest`.
  double calls_a_conversation(int longest) const;
  /// Calls that a conversation of `turns` usable replies may need, with the replies that have to be
  /// asked for twice as often as was seen (mean and two deviations).
  double calls_with_reasks(int turns) const;

  const recent_times& calls() const { return calls_; }            ///< of this iteration
  const recent_times& judgements() const { return judgements_; }  ///< of this iteration
  const recent_times& latencies() const { return latencies_; }
  const recent_times& judge_latencies() const { return judge_latencies_; }

 private:
  void count_end(time_point now);

  recent_times calls_, latencies_, judgements_, judge_latencies_;
  time_point window_start_{};
  std::deque<time_point> ended_;
  std::optional<double> earlier_rate_, earlier_judge_latency_;
  double best_rate_ = 0;
  double conversations_ = 0, calls_of_conversations_ = 0, reasks_ = 0;
};

}  // namespace parley
