// Synthetic prompts of wanted lengths.
// Must not know: who answers, when.
#pragma once

#include "engine/load/lengths.hpp"
#include "engine/load/workload.hpp"

namespace parley::load {

struct prompt_settings {
  std::string model;
  length_distribution input{length_distribution::kind::fixed, 256, 0};
  length_distribution output{length_distribution::kind::fixed, 64, 0};
  std::int64_t shared_prefix = 0;  ///< tokens that all prompts begin with: what a cache can keep
  std::uint64_t seed = 1;
};

/// Each prompt is made of common short English words, which the usual tokenizers count as one token
/// each, begins with a number of its own (unless a shared prefix stands first), so that no cache
/// answers it, and asks for exactly as many words as tokens are wanted; max_output_tokens cuts the
/// reply there (the wire's least is 16). Request k depends on (seed, k) only.
std::unique_ptr<workload> make_prompts(prompt_settings settings);

/// One such prompt. `prefix` stands in front as it is; `prefix_tokens` are its tokens.
struct prompt_wish {
  std::string model;
  std::string_view prefix;
  std::int64_t prefix_tokens = 0;
  std::int64_t input = 1, output = 1;  ///< tokens
  std::uint64_t seed = 1, index = 0;   ///< what its words depend on
};
chat_request synthetic_prompt(const prompt_wish& wish);

/// `words` words of text that depends on the stream only.
std::string filler_words(std::int64_t words, random_stream& random);

}  // namespace parley::load
