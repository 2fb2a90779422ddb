#include "sim/service/prompt_cache.hpp"

#include "base/random_stream.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {

prompt_reader::prompt_reader(std::string_view scope) : hash_(stable_hash(scope)) {}

void prompt_reader::add(std::string_view role, std::string_view text) {
  hash_ = stable_hash(role, hash_);
  std::size_t block = 0;  // start of what is not hashed yet
  for (std::size_t at = 0; at < text.size();) {
    at = token_end(text, at);
    ++tokens_;
    if (tokens_ < cache_minimum_tokens || tokens_ % cache_step_tokens != 0) continue;
    hash_ = stable_hash(text.substr(block, at - block), hash_);
    block = at;
    if (marks_.size() < cache_marks_per_prompt) marks_.push_back(hash_);
  }
  if (block < text.size()) hash_ = stable_hash(text.substr(block), hash_);
}

std::int64_t cached_by_content(std::int64_t shared, std::uint64_t request_hash) {
  if (shared < cache_minimum_tokens) return 0;
  random_stream random(request_hash, "prompt cache", "hit");
  return random.chance(cache_miss_rate) ? 0 : shared - shared % cache_step_tokens;
}

bool prompt_cache::known(std::uint64_t mark) const {
  return young_.contains(mark) || old_.contains(mark);
}

std::int64_t prompt_cache::look_up_and_remember(const prompt_reader& prompt) {
  const auto& marks = prompt.marks();
  std::size_t matched = 0;
  while (matched < marks.size() && known(marks[matched])) ++matched;
  if (young_.size() + marks.size() > cache_generation_entries) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert(marks.begin(), marks.end());
  if (matched == 0) return 0;
  // The first mark stands at the minimum when the count reached it exactly there.
  return cache_minimum_tokens + static_cast<std::int64_t>(matched - 1) * cache_step_tokens;
}

}  // namespace parley::sim::service
