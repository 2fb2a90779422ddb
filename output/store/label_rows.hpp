// People's scores in a run's journal.
// Must not know: who asks for them, what is made of them.
#pragma once

#include <span>

#include "output/label_record.hpp"
#include "output/store/database.hpp"

namespace parley {

/// Errors of all: io_error.
result<people_rows> read_people(database& db);

/// Adds to the sample; what stands there stays. One transaction, synced.
result<void> keep_sample(database& db, std::span<const drawn_talk> drawn, const std::string& at);

/// All or none, synced when this returns. A label of the same conversation and rater is replaced.
result<void> keep_labels(database& db, std::span<const person_label> labels);

/// As if nothing had been answered.
result<void> drop_label(database& db, const talk_key& talk, const std::string& rater);

/// Iterations that are closed: everyone is finished and judged. Ascending.
result<std::vector<int>> closed_iterations(database& db);

/// The last measurement's number: behind the last iteration, where a conversation was held side by
/// side. 0: there was none.
result<int> measured_iteration(database& db);

}  // namespace parley
