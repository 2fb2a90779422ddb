// The models that the service knows: names, dated snapshots, sizes, speed.
// Must not know: requests, quota.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace parley::sim::service {

enum class model_kind { text, embedding };

struct model_entry {
  std::string_view name;      ///< "gpt-4.1-mini": the alias, and the quota family
  std::string_view snapshot;  ///< "gpt-4.1-mini-2025-04-14": what replies say
  model_kind kind = model_kind::text;
  std::int64_t created = 0;          ///< Unix seconds
  std::int64_t context_tokens = 0;   ///< input limit
  std::int64_t output_tokens = 0;    ///< output limit; for embeddings, the dimensions
  double first_token_seconds = 0.5;  ///< median
  double tokens_per_second = 80;     ///< median
};

std::span<const model_entry> known_models();
/// By alias or snapshot; nullptr when unknown.
const model_entry* find_model(std::string_view name);

}  // namespace parley::sim::service
