// The customer's sentences in one language, alternatives separated by '|'.
// Must not know: how a reply is put together.
#pragma once

#include <string_view>

#include "sim/world/speech.hpp"

namespace parley::sim {

/// {issue} {days} {vehicle} {price} are filled from the profile.
struct speech_bank {
  using by_mood = std::array<std::string_view, mood_levels>;
  using by_need = std::array<std::string_view, need_count>;
  by_mood opener;     ///< first words of a first reply
  by_mood follow_up;  ///< first words of a later reply
  by_need trouble;    ///< the need, said by somebody who is not content
  by_need content;    ///< the need, said by somebody who is
  by_need trouble_detail, content_detail;
  by_need wish;  ///< what would help
  by_mood good_bye;
  by_need short_trouble, short_content;
  by_mood short_mood;
  std::string_view hedge, sarcasm, aside;
  by_need usual_issue;  ///< when the profile names none
};
const speech_bank& spanish_bank();
const speech_bank& english_bank();

}  // namespace parley::sim
