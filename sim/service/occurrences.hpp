// How often each request has come before. Bounded: a request not seen for long counts as new.
// Must not know: what a request is; it counts hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace parley::sim::service {

class occurrences {
 public:
  static constexpr std::size_t generation_entries = 65'536;  ///< two generations are kept

  /// 0 the first time, then 1, 2, …
  std::uint64_t next(std::uint64_t hash) {
    if (auto found = young_.find(hash); found != young_.end()) return ++found->second;
    std::uint64_t count = 0;
    if (auto found = old_.find(hash); found != old_.end()) count = found->second + 1;
    if (young_.size() >= generation_entries) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.emplace(hash, count);
    return count;
  }

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> young_, old_;
};

}  // namespace parley::sim::service
