// The questions that a person is asked of a conversation, and how an answer is read. Pure.
// Must not know: terminals, files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"
#include "output/label_record.hpp"

namespace parley::people {

enum class question : std::uint8_t { nps, engagement, churn, note };
inline constexpr std::size_t question_count = 4;

/// "Likelihood to recommend, 0 to 10"
std::string_view title_of(question which);
/// What the numbers mean, a line each; as the judge was told.
std::vector<std::string> scale_of(question which, int churn_horizon_months);
double least_of(question which);
double most_of(question which);

/// "7", "7.5", "7,5"; for probabilities also "40%". Errors: invalid_input, what was found and what
/// was expected.
result<double> read_answer(question which, std::string_view text);
/// A remark or a name: one line of at most `most` characters.
result<std::string> read_line(std::string_view text, std::size_t most);

/// What the label says on the question so far; nothing: not answered. Not for the note.
std::optional<double> answer_in(const person_label& label, question which);
void set_answer(person_label& label, question which, std::optional<double> value);

}  // namespace parley::people
