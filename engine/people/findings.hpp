// What people's scores say of a run: corrected means and gain, the judge's bias, agreement. Pure.
// Must not know: how it is shown.
#pragma once

#include <optional>

#include "engine/people/agreement.hpp"
#include "engine/people/talk_book.hpp"
#include "engine/truth/stratified_correction.hpp"

namespace parley::people {

/// One number of one group of conversations (or, for the gain, of pairs: after minus before).
struct metric_finding {
  double judge = 0;    ///< mean of all that the judge scored
  estimate corrected;  ///< n 0: no correction is claimed
  double trust = 0;    ///< lambda of PPI++: how far the judge's scores count
  double effective_n = 0;
  estimate bias;  ///< person minus judge, same conversations
};
using metric_findings = std::array<metric_finding, all_metrics.size()>;

struct cohort_finding {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::size_t population = 0, labels = 0;
  metric_findings metrics;
};

/// About the conversations of an iteration, or the pairs of the last measurement.
struct sample_finding {
  int iteration = 0;
  bool pairs = false;
  std::size_t population = 0;   ///< that the judge scored
  std::size_t drawn = 0;        ///< of these in the random sample
  std::size_t labels = 0;       ///< of the drawn ones scored by people
  std::size_t passed_over = 0;  ///< drawn, shown before one that was scored, and not scored
  std::size_t outside = 0;      ///< scored by people, but not drawn
  std::string not_claimed;      ///< why no correction is claimed; empty: one is
  metric_findings all;
  std::vector<cohort_finding> cohorts;  ///< those with any conversation
};

struct people_findings {
  std::size_t conversations = 0;  ///< scored by at least one person
  std::size_t raters = 0;
  std::size_t skipped = 0;  ///< times that somebody could not say
  double confidence = 0.95;
  std::vector<sample_finding> means;  ///< by iteration
  std::optional<sample_finding> gain;
  std::array<agreement_finding, all_metrics.size()> with_judge;      ///< person and judge
  std::array<agreement_finding, all_metrics.size()> between_people;  ///< of one conversation
  label_need need;
};

people_findings find_out(const people_rows& rows, const talk_book& book);

/// Where nobody has scored anything.
inline bool is_empty(const people_findings& found) {
  return found.conversations == 0 && found.skipped == 0;
}

}  // namespace parley::people
