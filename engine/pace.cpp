#include "engine/pace.hpp"

#include <algorithm>
#include <cmath>

namespace parley {
namespace {

constexpr std::size_t kept_times = 128;
constexpr std::size_t kept_ends = 256;
constexpr std::size_t enough_ends = 8;    // before this many a rate is a guess
constexpr double shortest_window = 1e-3;  // seconds; several calls may end at one instant
constexpr double prior_weight = 20;       // conversations that the longest possible one counts for

double seconds_between(time_point from, time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void recent_times::add(double seconds) {
  values_.push_back(seconds);
  if (values_.size() > kept_times) values_.pop_front();
}

double recent_times::mean() const {
  if (values_.empty()) return 0;
  double sum = 0;
  for (const double v : values_) sum += v;
  return sum / static_cast<double>(values_.size());
}

double recent_times::deviation() const {
  if (values_.size() < 2) return 0;
  const double center = mean();
  double squares = 0;
  for (const double v : values_) squares += (v - center) * (v - center);
  return std::sqrt(squares / static_cast<double>(values_.size() - 1));
}

void pace::start_iteration(time_point now) {
  if (best_rate_ > 0) earlier_rate_ = best_rate_;
  best_rate_ = 0;
  window_start_ = now;
  ended_.clear();
  if (judge_latencies_.count() >= enough_ends) earlier_judge_latency_ = judge_latencies_.mean();
  calls_ = {};
  judgements_ = {};
}

void pace::call_ended(time_point now, double seconds) {
  calls_.add(seconds);
  count_end(now);
}

void pace::judge_call_ended(time_point now) {
  count_end(now);
}

void pace::count_end(time_point now) {
  ended_.push_back(now);
  if (ended_.size() > kept_ends) {
    window_start_ = ended_.front();
    ended_.pop_front();
  }
  if (const auto rate = call_rate(now)) best_rate_ = std::max(best_rate_, *rate);
}

void pace::conversation_ended(int calls, int reasks) {
  conversations_ += 1;
  calls_of_conversations_ += calls;
  reasks_ += reasks;
}

void pace::judgement_ended(double seconds) {
  judgements_.add(seconds);
}

std::optional<double> pace::call_rate(time_point now) const {
  if (ended_.size() < enough_ends) return std::nullopt;
  return static_cast<double>(ended_.size()) /
         std::max(shortest_window, seconds_between(window_start_, now));
}

double pace::calls_a_conversation(int longest) const {
  return (calls_of_conversations_ + prior_weight * longest) / (conversations_ + prior_weight);
}

double pace::calls_with_reasks(int turns) const {
  if (calls_of_conversations_ <= 0) return turns;
  const double extra = turns * reasks_ / calls_of_conversations_;
  return turns + extra + 2 * std::sqrt(extra);
}

}  // namespace parley
