#include "sim/service/pattern_text.hpp"

#include <algorithm>

namespace parley::sim::service {
namespace {

constexpr int max_depth = 32;
constexpr std::size_t max_text = 4'096;
constexpr int max_repeat = 1'024;
constexpr int max_steps = 100'000;  // atoms read; nested repeats of nothing would never end
constexpr int loose_repeat = 3;     // most that '*' and '+' add to their minimum

std::string printable(char low, char high) {
  std::string all;
  for (char c = low; c <= high; ++c) all += c;
  return all;
}

std::string class_of(char letter) {
  switch (letter) {
    case 'd':
      return printable('0', '9');
    case 'w':
      return printable('a', 'z') + printable('A', 'Z') + printable('0', '9') + "_";
    case 's':
      return " ";
    default:
      return {};
  }
}

std::string all_but(const std::string& excluded) {
  std::string rest;
  for (char c = ' '; c <= '~'; ++c)
    if (excluded.find(c) == std::string::npos) rest += c;
  return rest;
}

// A recursive-descent reader that writes as it reads; a branch not taken is read without writing.
class pattern_writer {
 public:
  pattern_writer(std::string_view pattern, random_stream& random)
      : pattern_(pattern), random_(random) {}

  std::optional<std::string> run() {
    alternatives(0);
    if (failed_ || at_ != pattern_.size() || text_.size() > max_text) return std::nullopt;
    return std::move(text_);
  }

 private:
  bool more() const { return !failed_ && at_ < pattern_.size(); }
  char peek() const { return pattern_[at_]; }
  void put(char c) {
    if (writing_ && text_.size() <= max_text) text_ += c;
  }

  // Positions of the '|'-separated branches from here to the group's end.
  void alternatives(int depth) {
    if (depth > max_depth) failed_ = true;
    const bool writing = writing_;
    const std::size_t start = at_;
    std::size_t branches = 1;
    writing_ = false;
    for (sequence(depth); more() && peek() == '|'; ++branches) {
      ++at_;
      sequence(depth);
    }
    writing_ = writing;
    if (failed_ || !writing) return;
    const std::size_t end = at_;
    const auto chosen = random_.below(branches);
    at_ = start;
    for (std::size_t i = 0; i < branches; ++i) {
      writing_ = i == chosen;
      sequence(depth);
      if (at_ < end) ++at_;  // the '|'
    }
    writing_ = writing;
    at_ = end;
  }

  void sequence(int depth) {
    while (more() && peek() != '|' && peek() != ')') repeated_atom(depth);
  }

  void repeated_atom(int depth) {
    const std::size_t start = at_;
    const bool writing = writing_;
    writing_ = false;
    atom(depth);
    writing_ = writing;
    const std::size_t atom_end = at_;
    auto [low, high] = quantifier();
    const std::size_t end = at_;
    if (failed_ || !writing) return;
    const auto times =
        low + static_cast<int>(random_.below(static_cast<std::uint64_t>(high - low) + 1));
    for (int i = 0; i < times && !failed_ && text_.size() <= max_text; ++i) {
      at_ = start;
      atom(depth);
      if (at_ != atom_end) failed_ = true;
    }
    at_ = end;
  }

  std::pair<int, int> quantifier() {
    if (!more()) return {1, 1};
    std::pair<int, int> bounds{1, 1};
    switch (peek()) {
      case '*':
        bounds = {0, loose_repeat};
        ++at_;
        break;
      case '+':
        bounds = {1, 1 + loose_repeat};
        ++at_;
        break;
      case '?':
        bounds = {0, 1};
        ++at_;
        break;
      case '{':
        ++at_;
        bounds = counted();
        break;
      default:
        return bounds;
    }
    if (more() && peek() == '?') ++at_;  // lazy: the same language
    return bounds;
  }

  std::pair<int, int> counted() {
    const int low = number();
    int high = low;
    if (more() && peek() == ',') {
      ++at_;
      high = more() && peek() == '}' ? low + loose_repeat : number();
    }
    if (!more() || peek() != '}' || high < low)
      failed_ = true;
    else
      ++at_;
    return {low, high};
  }

  int number() {
    int value = 0;
    const std::size_t start = at_;
    while (more() && peek() >= '0' && peek() <= '9' && value <= max_repeat)
      value = value * 10 + (pattern_[at_++] - '0');
    if (at_ == start || value > max_repeat) failed_ = true;
    return value;
  }

  void atom(int depth) {
    const char c = pattern_[at_++];
    if (++steps_ > max_steps) failed_ = true;
    switch (c) {
      case '^':
      case '$':
        return;
      case '(':
        return group(depth);
      case '[':
        return put_one_of(bracket());
      case '.':
        return put_one_of(class_of('w'));
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
        failed_ = true;
        return;
      default:
        put(c);
    }
    // A character outside ASCII is one atom of several bytes.
    while (more() && is_continuation(peek())) put(pattern_[at_++]);
  }

  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
  static bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

  void group(int depth) {
    if (more() && peek() == '?') {
      if (pattern_.substr(at_, 2) != "?:") {
        failed_ = true;  // look-around and names
        return;
      }
      at_ += 2;
    }
    alternatives(depth + 1);
    if (!more() || peek() != ')')
      failed_ = true;
    else
      ++at_;
  }

  static std::optional<char> control(char c) {
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    if (c == 'r') return '\r';
    return std::nullopt;
  }

  void escaped() {
    if (!more()) {
      failed_ = true;
      return;
    }
    const char c = pattern_[at_++];
    if (auto set = class_of(c); !set.empty()) return put_one_of(set);
    if (c == 'D' || c == 'W' || c == 'S')
      return put_one_of(all_but(class_of(static_cast<char>(c - 'A' + 'a'))));
    if (auto named = control(c)) return put(*named);
    // A letter or digit left over is an assertion, a back-reference or Unicode class.
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      failed_ = true;
    else
      put(c);
  }

  std::string bracket() {
    bool negated = false;
    std::string set;
    if (more() && peek() == '^') {
      negated = true;
      ++at_;
    }
    for (bool first = true; more() && (peek() != ']' || first); first = false) {
      char low = pattern_[at_++];
      if (low == '\\' && more()) {
        low = pattern_[at_++];
        if (auto inner = class_of(low); !inner.empty()) {
          set += inner;
          continue;
        }
        if (auto named = control(low)) low = *named;
      }
      if (more() && peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
        ++at_;
        char high = pattern_[at_++];
        if (high == '\\' && more()) high = pattern_[at_++];
        if (is_ascii(low))
          for (int c = low; c <= (is_ascii(high) ? high : '~'); ++c) set += static_cast<char>(c);
      } else if (is_ascii(low)) {
        set += low;
      }
    }
    if (!more())
      failed_ = true;
    else
      ++at_;
    return negated ? all_but(set) : set;
  }

  void put_one_of(const std::string& set) {
    if (set.empty()) {
      failed_ = true;
      return;
    }
    if (writing_) put(set[random_.below(set.size())]);
  }

  std::string_view pattern_;
  random_stream& random_;
  std::string text_;
  std::size_t at_ = 0;
  int steps_ = 0;
  bool writing_ = true;
  bool failed_ = false;
};

}  // namespace

std::optional<std::string> text_for_pattern(std::string_view pattern, random_stream& random) {
  return pattern_writer(pattern, random).run();
}

}  // namespace parley::sim::service
