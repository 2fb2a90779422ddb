// Reads people.json for who shows it: terminal and page.
// Must not know: how the numbers were made, terminals, HTML.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agents/cohort_report.hpp"

namespace parley {

/// A number as it is shown: "Reward", judge's mean, corrected mean, person minus judge.
struct people_row {
  std::string name;  ///< of a metric, or of a cohort
  int decimals = 3;
  double judge = 0;
  estimate corrected;              ///< n 0: no correction is claimed
  estimate bias;                   ///< person minus judge; n 0: unknown
  std::size_t labels = 0, of = 0;  ///< conversations (pairs) scored by people, and all
};

/// The four metrics over all customers, then the reward by cohort.
struct people_table {
  std::string title;  ///< "Iteration 3", "Gain in the last measurement"
  bool pairs = false;
  bool claimed = false;
  std::vector<people_row> metrics, cohorts;
};

struct people_agreement {
  std::string name;  ///< of a metric
  std::size_t n = 0, people_n = 0;
  std::optional<double> alpha, icc, correlation, people_alpha;
};

struct people_values {
  std::vector<std::string> said;
  std::size_t conversations = 0, raters = 0, skipped = 0;
  std::vector<people_table> tables;
  std::vector<people_agreement> agreement;
};

/// Nothing: not people.json, or empty.
std::optional<people_values> read_people_values(const std::string& document);

}  // namespace parley
