// The words that give a customer away who is no longer one, in the folded form of model_text.hpp.
// Must not know: how they are looked for.
#pragma once

#include <span>
#include <string_view>

namespace parley::guard_phrases {

/// Never written by a customer: models, prompts, roles to play, members of the reply's schema.
std::span<const std::string_view> instructions();

/// Only the company would say this.
std::span<const std::string_view> company();

/// The company's manner, but customers can say it too: two of them together are telling.
std::span<const std::string_view> company_manner();

}  // namespace parley::guard_phrases
