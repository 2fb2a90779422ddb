#include "net/quota/charge_model.hpp"

#include <algorithm>
#include <cmath>

namespace parley::quota {
namespace {

constexpr double level_gain = 0.3;   // a false hypothesis drifts faster than this forgets
constexpr double error_gain = 0.03;  // about thirty headers of memory
constexpr double clearly_better =
    0.8;  // of the error of the one in force, so that noise changes nothing
constexpr double nearly_full = 0.98;  // beyond this refill is lost, and nothing can be inferred

}  // namespace

double charge_model::at_admission(const hypothesis& h, const weight& call) {
  switch (h.at_admission) {
    case basis::input_and_room:
      return call.input + call.room;
    case basis::larger:
      return std::max(call.input, call.room);
    case basis::input:
      return call.input;
  }
  return 0;
}

charge_model::mark charge_model::on_sent(const weight& call) {
  mark then;
  for (std::size_t i = 0; i < all.size(); ++i) {
    evidence_[i].charged += at_admission(all[i], call);
    then[i] = evidence_[i].charged;
  }
  return then;
}

void charge_model::on_done(const weight& call, double used) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].settled) evidence_[i].charged += used - at_admission(all[i], call);
}

void charge_model::on_refused(const weight& call, mark& then) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double charge = at_admission(all[i], call);
    evidence_[i].charged -= charge;
    then[i] -= charge;
  }
}

void charge_model::on_header(double remaining, const mark& then, time_point sent_at, double rate,
                             double capacity, double trust) {
  if (remaining >= nearly_full * capacity) return restart();
  if (!compared_) origin_ = sent_at;
  const double refilled = rate * std::chrono::duration<double>(sent_at - origin_).count();
  for (std::size_t i = 0; i < all.size(); ++i) {
    evidence& h = evidence_[i];
    const double steady = remaining - refilled + then[i];
    if (!compared_) {
      h.level = steady;
      continue;
    }
    const double drift = steady - h.level;
    h.level += level_gain * trust * drift;
    const double gain = trust * std::max(error_gain, 1.0 / (heard_ + 1));
    h.error += gain * (std::abs(drift) - h.error);
  }
  if (compared_) heard_ += trust;
  compared_ = true;
  if (!sure()) return;
  const auto least =
      std::min_element(evidence_.begin(), evidence_.end(),
                       [](const evidence& a, const evidence& b) { return a.error < b.error; });
  if (least->error < clearly_better * evidence_[best_].error)
    best_ = static_cast<std::size_t>(least - evidence_.begin());
}

double charge_model::given_back(const weight& call, double used) const {
  return best().settled ? at_admission(call) - used : 0;
}

}  // namespace parley::quota
