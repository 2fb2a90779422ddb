// Scores as a CSV sheet: written blank, without anything that the judge said, and read back.
// Must not know: files, databases.
#pragma once

#include <span>

#include "engine/people/talk_book.hpp"
#include "output/csv_read.hpp"

namespace parley::people {

/// One row for each conversation, in the order given; `labels` of this rater fill what they know.
std::string label_sheet(const talk_book& book, std::span<const drawn_talk> sample,
                        std::span<const person_label> labels, const std::string& rater);

/// What a sheet is read against.
struct sheet_rules {
  const talk_book& book;
  std::span<const person_label> known;  ///< in the journal
  std::string rater;                    ///< for rows without one; empty: they are wrong
  bool replace = false;                 ///< a rater's other scores of a conversation give way
  std::string now;                      ///< UTC
};

struct read_sheet {
  std::vector<person_label> labels;   ///< new or changed ones
  std::vector<std::string> problems;  ///< line, column, found, expected; any: nothing is taken
  std::size_t blank = 0;              ///< rows that nobody filled in
  std::size_t same = 0;               ///< rows that the journal has already
};

/// Columns, in any order: `conversation` (the sheet's code) or `customer` and `iteration`; `nps`,
/// `engagement`, `churn`; and where wanted `rater`, `note`. `known_before` and `transcript` are
/// passed over. A row without any score is blank; one with some of the three is wrong. The same
/// conversation twice by one rater is wrong.
read_sheet labels_from(const csv_table& table, const sheet_rules& rules);

}  // namespace parley::people
