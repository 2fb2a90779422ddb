#include "net/quota/overload_sensor.hpp"

#include <algorithm>

namespace parley::quota {
namespace {

constexpr std::uint64_t enough_ended = 28;  // of 32
constexpr std::size_t most_open = 1024;     // groups: 32,768 calls
constexpr double slow = 1.5;
constexpr double more_load = 1.25;
constexpr int groups_to_believe = 3;
constexpr double drift = 0.02;  // a group, of the best towards the last

template <class Value>
double median_of(const std::vector<overload_sensor::sample>& samples, Value value) {
  std::vector<double> all;
  for (const auto& each : samples)
    if (value(each) > 0) all.push_back(value(each));
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

void approach(double& best, double last) {
  if (best <= 0 || last < best)
    best = last > 0 ? last : best;
  else
    best += drift * (last - best);
}

}  // namespace

bool overload_sensor::on_reply(group sent_with, const sample& reply) {
  if (sent_with < first_open_) return false;
  open_[sent_with].samples.push_back(reply);
  return note_end(sent_with);
}

bool overload_sensor::on_gone(group sent_with) {
  if (sent_with < first_open_) return false;
  return note_end(sent_with);
}

bool overload_sensor::note_end(group sent_with) {
  open_group& its = open_[sent_with];
  if (++its.ended == enough_ended && !its.samples.empty()) {
    measure made;
    made.first_token_s = median_of(its.samples, [](const sample& s) { return s.first_token_s; });
    made.per_token_s = median_of(its.samples, [](const sample& s) { return s.per_token_s; });
    for (const sample& each : its.samples)
      made.in_flight +=
          static_cast<double>(each.in_flight) / static_cast<double>(its.samples.size());
    its.samples.clear();
    return compare(made);
  }
  if (its.ended == group_size) open_.erase(sent_with);
  for (; open_.size() > most_open; open_.erase(open_.begin()))
    first_open_ = open_.begin()->first + 1;
  return false;
}

bool overload_sensor::compare(const measure& latest) {
  last_ = latest;
  if (!has_best_) {
    best_ = last_;
    has_best_ = true;
    return false;
  }
  const bool slower = last_.first_token_s > slow * best_.first_token_s ||
                      (best_.per_token_s > 0 && last_.per_token_s > slow * best_.per_token_s);
  const bool busier = last_.in_flight >= more_load * best_.in_flight;
  slow_groups_ = slower && busier ? slow_groups_ + 1 : 0;
  // The load that goes with the best: that of the group that set it.
  if (last_.first_token_s < best_.first_token_s) best_.in_flight = last_.in_flight;
  approach(best_.first_token_s, last_.first_token_s);
  approach(best_.per_token_s, last_.per_token_s);
  approach(best_.in_flight, std::max(best_.in_flight, last_.in_flight));
  if (slow_groups_ < groups_to_believe) return false;
  slow_groups_ = 0;
  return true;
}

}  // namespace parley::quota
