// What real outcomes make of a simulated gain: in sentences, and as JSON.
// Must not know: runs, searches, files.
#pragma once

#include "base/json.hpp"
#include "engine/truth/field_file.hpp"

namespace parley {

/// A simulated gain on customers that nothing was chosen on, by cohort.
struct simulated_gain {
  truth::effect all;
  std::array<truth::effect, all_cohorts.size()> by_cohort;
  std::array<double, all_cohorts.size()> shares{};
  std::array<bool, all_cohorts.size()> untouched{};  ///< cohorts that hear the same as before
};

/// Real outcomes that a run or search was given.
class calibrated {
 public:
  calibrated(truth::field_evidence outcomes, const scoring_settings& constants);

  const truth::calibration& by() const { return by_; }
  const std::string& run_id() const { return run_id_; }
  truth::calibrated_gain apply(const simulated_gain& gain) const;

  /// Before anything is spent: on how many outcomes, of what, and what that will do.
  std::string forecast() const;
  /// About the reported gain; `gain` nullptr: none is claimed.
  std::vector<std::string> sentences(const simulated_gain* gain) const;
  /// {run_id, outcomes, used, why_not, calibrated, slope, gain, cohorts}
  json::value document(const simulated_gain* gain) const;

 private:
  std::string components() const;
  truth::effect slope() const;

  std::string run_id_;
  double confidence_;
  truth::calibration by_;
};

}  // namespace parley
