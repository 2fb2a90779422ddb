#include "sim/service/catalogue.hpp"

#include <array>

namespace parley::sim::service {
namespace {

constexpr std::int64_t million_context = 1'047'576;

// Speeds: public measurements of the real service; sizes and dates: its model pages.
constexpr std::array<model_entry, 8> models{{
    {"gpt-4.1", "gpt-4.1-2025-04-14", model_kind::text, 1744316542, million_context, 32'768, 0.60,
     70},
    {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", model_kind::text, 1744318173, million_context,
     32'768, 0.45, 90},
    {"gpt-4.1-nano", "gpt-4.1-nano-2025-04-14", model_kind::text, 1744321707, million_context,
     32'768, 0.35, 130},
    {"gpt-4o", "gpt-4o-2024-08-06", model_kind::text, 1722814719, 128'000, 16'384, 0.55, 75},
    {"gpt-4o-mini", "gpt-4o-mini-2024-07-18", model_kind::text, 1721172717, 128'000, 16'384, 0.50,
     80},
    {"text-embedding-3-small", "text-embedding-3-small", model_kind::embedding, 1705948997, 8'192,
     1'536, 0.10, 0},
    {"text-embedding-3-large", "text-embedding-3-large", model_kind::embedding, 1705953180, 8'192,
     3'072, 0.15, 0},
    {"text-embedding-ada-002", "text-embedding-ada-002", model_kind::embedding, 1671217299, 8'192,
     1'536, 0.10, 0},
}};

}  // namespace

std::span<const model_entry> known_models() {
  return models;
}

const model_entry* find_model(std::string_view name) {
  for (const model_entry& entry : models)
    if (entry.name == name || entry.snapshot == name) return &entry;
  return nullptr;
}

}  // namespace parley::sim::service
