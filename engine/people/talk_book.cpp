#include "engine/people/talk_book.hpp"

#include <algorithm>

namespace parley::people {
namespace {

metric_values judged(const score& verdict, const scoring_settings& constants) {
  return values_of(verdict.nps_expected, verdict.engagement_prob, verdict.churn_prob, constants);
}

}  // namespace

talk_book::talk_book(const run_record& run, std::span<const int> closed,
                     std::vector<measured_talk> measured, const scoring_settings& constants)
    : run_(run), constants_(constants), measured_(std::move(measured)) {
  for (const iteration_record& one : run_.iterations) {
    if (std::find(closed.begin(), closed.end(), one.iteration) == closed.end()) continue;
    for (const conversation_record& talk : one.conversations)
      if (talk.replicate == 0) turns_[{one.iteration, talk.customer_id, 0}] = &talk.turns;
    for (const judgement& verdict : one.judgements)
      if (verdict.value && turns_.contains({one.iteration, verdict.customer_id, 0}))
        talks_.push_back({{one.iteration, verdict.customer_id, 0},
                          verdict.cohort,
                          judged(*verdict.value, constants)});
  }
  for (const measured_talk& one : measured_) {
    turns_[one.key] = &one.turns;
    talks_.push_back({one.key, one.cohort, judged(one.verdict, constants)});
  }
  std::sort(talks_.begin(), talks_.end(),
            [](const label_talk& a, const label_talk& b) { return a.key < b.key; });
}

const label_talk* talk_book::find(const talk_key& key) const {
  const auto found =
      std::lower_bound(talks_.begin(), talks_.end(), key,
                       [](const label_talk& one, const talk_key& k) { return one.key < k; });
  return found != talks_.end() && found->key == key ? &*found : nullptr;
}

const std::vector<turn>* talk_book::turns(const talk_key& key) const {
  const auto found = turns_.find(key);
  return found == turns_.end() ? nullptr : found->second;
}

const customer_profile* talk_book::profile(const std::string& customer_id) const {
  for (const customer_profile& one : run_.profiles)
    if (one.customer_id == customer_id) return &one;
  return nullptr;
}

int talk_book::last_iteration() const {
  int last = 0;
  for (const label_talk& one : talks_)
    if (one.key.side == 0) last = std::max(last, one.key.iteration);
  return last;
}

int talk_book::measured_iteration() const {
  for (const label_talk& one : talks_)
    if (one.key.side != 0) return one.key.iteration;
  return 0;
}

}  // namespace parley::people
