// Whether a run uses the cache of replies, and which part of it is its own.
// Must not know: what a cache holds.
#pragma once

#include <optional>

#include "cli/console.hpp"
#include "config/loader.hpp"
#include "output/reply_cache.hpp"

namespace parley::cli {

enum class cache_mode : std::uint8_t { automatic, on, off, read };
/// "auto", "on", "off", "read".
std::optional<cache_mode> cache_mode_from(std::string_view name);

/// The file that all runs of an output folder share.
std::filesystem::path cache_file(const settings& config);

/// By itself a cache is used where nothing is measured and nobody is paid: a reproducible run
/// against the simulated provider.
bool uses_cache(cache_mode mode, const settings& config, const std::string& provider);

/// Who answers, with everything that decides what is said.
std::string cache_scope(const loaded_config& config, const std::string& provider);

/// "12 of 40 replies came from the cache, 0.0040 USD saved"; empty: none did.
std::string cache_sentence(const reply_cache& cache, std::int64_t calls,
                           const std::string& currency);

}  // namespace parley::cli
