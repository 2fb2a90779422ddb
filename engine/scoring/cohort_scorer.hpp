// Adds up conversations and scores into a cohort report; the order of arrival never matters. Pure.
// Must not know: where records come from or go to.
#pragma once

#include <span>

#include "config/settings.hpp"
#include "output/run_record.hpp"

namespace parley {

class cohort_scorer {
 public:
  /// `language` of the notes: "es" or "en".
  explicit cohort_scorer(const scoring_settings& constants, std::string language = "en")
      : constants_(constants), language_(std::move(language)) {}

  /// Each conversation once; `profile` is its customer's.
  void add(const customer_profile& profile, const conversation_record& conversation);
  /// Each judgement once; returns the customer's value when it was scored.
  std::optional<customer_value> add(const customer_profile& profile, const judgement& verdict,
                                    const conversation_record& conversation);

  /// Summaries in canonical order; sums are made over rows sorted by customer id, so any order of
  /// add() gives the same bits. Tokens, cost and wall time are the caller's to fill in.
  cohort_report report(int iteration) const;

 private:
  struct row {
    std::string customer_id;
    parley::cohort cohort;
    score verdict;
    customer_value value;
    strategy used;
  };
  struct tally {
    std::size_t customers = 0, silent = 0, invalid = 0, failed = 0, unscored = 0;
  };
  cohort_summary summarise(std::vector<const row*> rows, const tally& counted) const;

  const scoring_settings& constants_;
  std::string language_;
  std::vector<row> rows_;
  std::array<tally, 4> tallies_{};
};

/// Paired before/after by cohort over the customers scored in both iterations.
before_after compare(const iteration_record& before, const iteration_record& after,
                     const scoring_settings& constants);

}  // namespace parley
