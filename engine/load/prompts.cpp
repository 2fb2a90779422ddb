#include "engine/load/prompts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parley::load {
namespace {

constexpr std::array<std::string_view, 48> words{
    "the",  "people", "time",  "water", "small", "house", "point", "work",  "light", "world",
    "city", "story",  "group", "paper", "first", "next",  "early", "young", "plan",  "place",
    "case", "week",   "night", "north", "table", "field", "music", "color", "short", "long",
    "hand", "side",   "part",  "level", "order", "book",  "word",  "door",  "road",  "tree",
    "year", "line",   "thing", "half",  "food",  "land",  "ship",  "game"};
constexpr int least_output = 16;          // the Responses API takes no less
constexpr std::int64_t words_about = 17;  // tokens of the instruction below and of its frame

class prompts final : public workload {
 public:
  explicit prompts(prompt_settings settings) : settings_(std::move(settings)) {
    random_stream random(settings_.seed, "load", "shared prefix");
    if (settings_.shared_prefix > 0) prefix_ = filler_words(settings_.shared_prefix, random) + "\n";
  }

  std::optional<job> next() override {
    const std::uint64_t index = next_++;
    random_stream random(settings_.seed, "load", "prompt", index);
    prompt_wish wish;
    wish.model = settings_.model;
    wish.prefix = prefix_;
    wish.prefix_tokens = settings_.shared_prefix;
    wish.input = settings_.input.draw(random);
    wish.output = settings_.output.draw(random);
    wish.seed = settings_.seed;
    wish.index = index;
    job made;
    made.owner = index;
    made.request = synthetic_prompt(wish);
    return made;
  }
  void answered(std::uint64_t, const chat_reply&) override {}
  void failed(std::uint64_t, const failure&) override {}
  std::string text() const override {
    std::string out = fmt::format("synthetic prompts, {} tokens in, {} out", settings_.input.text(),
                                  settings_.output.text());
    if (settings_.shared_prefix > 0)
      out += fmt::format(", the first {} shared", settings_.shared_prefix);
    return out;
  }

 private:
  prompt_settings settings_;
  std::string prefix_;
  std::uint64_t next_ = 0;
};

}  // namespace

chat_request synthetic_prompt(const prompt_wish& wish) {
  random_stream random(wish.seed, "load", "words", wish.index);
  const std::int64_t output = std::max<std::int64_t>(least_output, wish.output);
  const std::int64_t filler =
      std::max<std::int64_t>(1, wish.input - words_about - wish.prefix_tokens);
  chat_request request;
  request.model = wish.model;
  request.max_output_tokens = static_cast<int>(output);
  chat_message asked;
  asked.who = speaker::user;
  asked.content = fmt::format("{}{} {}\nWrite exactly {} words of plain text about these words.",
                              wish.prefix, wish.index, filler_words(filler, random), output);
  request.input.push_back(std::move(asked));
  return request;
}

std::string filler_words(std::int64_t count, random_stream& random) {
  std::string out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ' ';
    out += words[random.below(words.size())];
  }
  return out;
}

std::unique_ptr<workload> make_prompts(prompt_settings settings) {
  return std::make_unique<prompts>(std::move(settings));
}

}  // namespace parley::load
