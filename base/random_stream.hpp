// Counter-based random numbers keyed by what they are for, so that order of arrival never matters.
// Must not know: the standard library's distributions (they differ between implementations).
#pragma once

#include <cstdint>
#include <string_view>

namespace parley {

/// 64-bit FNV-1a of the bytes, finished by a SplitMix64 mix. Stable across machines and releases.
std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed = 0);

/// An endless stream of numbers that depends only on its key. Two streams with different keys are
/// independent for all practical purposes; copying a stream copies its position.
/// Generator: SplitMix64 (Steele, Lea, Flood 2014) on a counter that starts at the key's hash.
class random_stream {
 public:
  random_stream(std::uint64_t seed, std::string_view id, std::string_view purpose,
                std::uint64_t index = 0);

  std::uint64_t next();                     ///< uniform over all 64-bit values
  double uniform();                         ///< [0, 1), 53 bits
  double uniform(double low, double high);  ///< [low, high)
  std::uint64_t below(std::uint64_t n);     ///< 0 .. n-1, unbiased; n > 0
  bool chance(double p);                    ///< true with probability p
  double normal();                          ///< mean 0, sd 1 (Box-Muller; two uniforms a call)
  double normal(double mean, double sd);
  double log_normal(double median, double sigma);  ///< median > 0
  double exponential(double mean);
  int poisson(double mean);       ///< Knuth's product method; mean <= 30
  double student_t(int degrees);  ///< normal / sqrt(chi2 / df), df >= 1

 private:
  std::uint64_t state_;
};

/// In-place Fisher-Yates with the stream; the same stream gives the same permutation everywhere.
template <class Container>
void shuffle(Container& items, random_stream& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    auto j = static_cast<std::size_t>(random.below(i));
    using std::swap;
    swap(items[i - 1], items[j]);
  }
}

}  // namespace parley
