// The CSV files of a run: one row a conversation, turn, score, or cohort and iteration.
// Must not know: where they are written.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "output/run_record.hpp"

namespace parley {

struct written_table {
  std::string_view file;  ///< "turns.csv"
  std::string header;     ///< with its line end
  std::string rows;
};

/// conversations.csv, turns.csv, scores.csv, cohorts.csv: the rows of one iteration.
std::array<written_table, 4> csv_tables(const iteration_record& record);

}  // namespace parley
