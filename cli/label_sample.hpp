// Draws the conversations that people are asked to score, or finds those that were drawn before.
// Must not know: the terminal, sheets.
#pragma once

#include "cli/label_session.hpp"
#include "cli/labelled_run.hpp"

namespace parley::cli {

/// The sample of the iteration (or of the last measurement's pairs) that the wish names, in the
/// order of showing; kept in the journal when it is new or larger than before. Errors:
/// invalid_input (nothing to be scored, another seed, another iteration than there is), io_error.
result<std::vector<drawn_talk>> settle_sample(database& db, const labelled_run& labelled,
                                              const label_wish& wish);

}  // namespace parley::cli
