#include "sim/service/embeddings.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "base/random_stream.hpp"

namespace parley::sim::service {
namespace {

constexpr double word_weight = 1.0;
constexpr double pair_weight = 0.5;
constexpr double triple_weight = 0.3;
constexpr int directions_a_feature = 8;  // components that one feature touches
// Real embeddings share a common direction; without it unlike texts would be orthogonal.
constexpr double common_weight = 1.5;

bool is_word_byte(unsigned char c) {
  return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

class accumulator {
 public:
  accumulator(std::uint64_t space, std::size_t dimensions) : space_(space), sum_(dimensions) {}

  void add(std::string_view feature, double weight) {
    random_stream random(space_, feature, "embedding");
    for (int i = 0; i < directions_a_feature; ++i) {
      const std::uint64_t bits = random.next();
      sum_[(bits >> 1) % sum_.size()] += (bits & 1) != 0 ? weight : -weight;
    }
  }

  std::vector<float> normalised() const {
    double squares = 0;
    for (double value : sum_) squares += value * value;
    const double length = squares > 0 ? std::sqrt(squares) : 1;
    std::vector<float> out(sum_.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(sum_[i] / length);
    if (squares == 0) out[0] = 1;
    return out;
  }

 private:
  std::uint64_t space_;
  std::vector<double> sum_;
};

}  // namespace

std::vector<float> embed(std::string_view model, std::string_view text, std::size_t dimensions) {
  accumulator sum(stable_hash(model), dimensions);
  sum.add(" common ", common_weight);
  std::string previous, word;
  const auto end_word = [&] {
    if (word.empty()) return;
    sum.add(word, word_weight);
    if (!previous.empty()) sum.add(previous + ' ' + word, pair_weight);
    const std::string padded = "<" + word + ">";
    for (std::size_t i = 0; i + 3 <= padded.size(); ++i)
      sum.add(std::string_view(padded).substr(i, 3), triple_weight);
    previous = std::move(word);
    word.clear();
  };
  for (char c : text) {
    if (is_word_byte(static_cast<unsigned char>(c)))
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    else
      end_word();
  }
  end_word();
  // Text without a word (signs only) still has a place of its own.
  if (previous.empty()) sum.add(text, word_weight);
  return sum.normalised();
}

std::string base64_floats(const std::vector<float>& values) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  bytes.reserve(values.size() * 4);
  for (float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((bits >> shift) & 0xFF);
  }
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= bytes.size() - i ? digits[(group >> (18 - 6 * j)) & 63] : '=';
  }
  return out;
}

}  // namespace parley::sim::service
