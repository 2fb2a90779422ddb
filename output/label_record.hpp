// What people said of conversations, and which conversations were drawn for them.
// Must not know: SQLite, CSV, what is made of the scores.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "profiles/cohort.hpp"

namespace parley {

/// Which conversation of a run. `side` 0: the one of that iteration. The last measurement counts as
/// the iteration behind the last one; there, side 1 is the first prompt and side 2 the other.
struct talk_key {
  int iteration = 0;
  std::string customer_id;
  int side = 0;
  auto operator<=>(const talk_key&) const = default;
  bool operator==(const talk_key&) const = default;
};

/// One person's scores of one conversation, as far as they are answered.
struct person_label {
  talk_key talk;
  std::string rater;
  std::optional<double> nps;         ///< likelihood to recommend, 0..10
  std::optional<double> engagement;  ///< 0..1
  std::optional<double> churn;       ///< 0..1
  std::string note;
  bool skipped = false;             ///< could not say
  std::string source, labelled_at;  ///< "terminal" or "csv"; UTC

  bool complete() const { return !skipped && nps && engagement && churn; }
};

/// One of a random sample; `place` is the order of showing, the sides of a pair have the same.
struct drawn_talk {
  talk_key talk;
  parley::cohort cohort = cohort::quiet_satisfied;
  int place = 0;
  std::uint64_t seed = 0;
};

struct people_rows {
  std::vector<drawn_talk> sample;    ///< by iteration, place, customer, side
  std::vector<person_label> labels;  ///< by iteration, customer, side, rater
};

/// Of a rater's name and of a note: characters.
inline constexpr std::size_t longest_rater = 60, longest_note = 2000;

}  // namespace parley
