#include "engine/judge_sentence.hpp"

#include <fmt/format.h>

#include "engine/truth/reliability.hpp"

namespace parley {

std::string judge_sentence(const search_conduct& conduct,
                           const std::vector<std::vector<double>>& judged_twice) {
  std::string text = fmt::format(
      "Judge: {} of {} conversations scored, {} unscored, {} with numbers that contradict each "
      "other, {} whose reasons say the opposite of one",
      conduct.scored, conduct.held, conduct.unscored, conduct.contradictions,
      conduct.against_rationale);
  const auto alpha = truth::krippendorff_alpha(judged_twice, truth::scale_kind::interval);
  const auto sd = truth::repeat_sd(judged_twice);
  if (alpha && sd)
    text += fmt::format("; {} judged twice: alpha {:.2f} ({}), error of one score {:.3f}",
                        judged_twice.size(), *alpha, truth::alpha_in_words(*alpha), *sd);
  return text;
}

}  // namespace parley
