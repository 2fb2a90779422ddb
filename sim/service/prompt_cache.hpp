// Which tokens of a prompt the service had read before: remembered for strangers, decided by the
// prompt itself for the played roles, so that a run costs the same in whatever order calls arrive.
// Must not know: requests, replies. It is told the pieces of a prompt in order.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace parley::sim::service {

inline constexpr std::int64_t cache_minimum_tokens = 1024;
inline constexpr std::int64_t cache_step_tokens = 128;
inline constexpr std::size_t cache_generation_entries = 65'536;  ///< two generations are kept
inline constexpr std::size_t cache_marks_per_prompt = 8'192;     ///< about a million tokens
/// Of played calls that could use the cache: the first of their prefix, or sent to another machine.
inline constexpr double cache_miss_rate = 0.05;

/// A prompt read once: its tokens, and a hash of its prefix at each step from the minimum on.
class prompt_reader {
 public:
  /// `scope` separates caches that share nothing: key and model.
  explicit prompt_reader(std::string_view scope);
  void add(std::string_view role, std::string_view text);
  void add_tokens(std::int64_t count) { framing_ += count; }  ///< images, message framing
  std::int64_t tokens() const { return tokens_ + framing_; }
  std::int64_t text_tokens() const { return tokens_; }
  const std::vector<std::uint64_t>& marks() const { return marks_; }

 private:
  std::uint64_t hash_;
  std::int64_t tokens_ = 0;  // of text; marks stand at its multiples
  std::int64_t framing_ = 0;
  std::vector<std::uint64_t> marks_;
};

/// Cached tokens of a played call: nearly always all of its first `shared` tokens, the ones that
/// other calls of the run begin with too; 0 below the minimum, else a whole number of steps. The
/// draw is keyed by the request alone, never by what came before.
std::int64_t cached_by_content(std::int64_t shared, std::uint64_t request_hash);

class prompt_cache {
 public:
  /// Tokens of the longest known prefix (0, or 1,024 and up in steps of 128); the whole prompt's
  /// prefixes are known from now on. Memory is bounded: the older generation is forgotten when the
  /// younger is full.
  std::int64_t look_up_and_remember(const prompt_reader& prompt);

 private:
  bool known(std::uint64_t mark) const;
  std::unordered_set<std::uint64_t> young_, old_;
};

}  // namespace parley::sim::service
