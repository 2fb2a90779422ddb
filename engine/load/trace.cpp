#include "engine/load/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/json.hpp"
#include "engine/load/lengths.hpp"
#include "engine/load/prompts.hpp"

namespace parley::load {
namespace {

std::optional<double> number_at(const json::object& line, std::string_view key) {
  const json::value* found = line.if_contains(key);
  if (!found || !found->is_number()) return std::nullopt;
  const double value = found->to_number<double>();
  if (!std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::optional<trace_entry> read_line(std::string_view text) {
  const auto parsed = parse_json(text);
  const auto* line = parsed ? parsed->if_object() : nullptr;
  if (!line) return std::nullopt;
  const auto at = number_at(*line, "timestamp");
  const auto input = number_at(*line, "input_length"), output = number_at(*line, "output_length");
  constexpr auto most = static_cast<double>(length_distribution::max_tokens);
  if (!at || *at > 1e15 || !input || !output || *input > most || *output > most)
    return std::nullopt;
  return trace_entry{*at, static_cast<std::int64_t>(*input), static_cast<std::int64_t>(*output)};
}

class replay final : public workload {
 public:
  replay(std::vector<trace_entry> trace, std::vector<std::string> models, std::uint64_t seed)
      : trace_(std::move(trace)), models_(std::move(models)), seed_(seed) {}

  std::optional<job> next() override {
    if (next_ == trace_.size()) return std::nullopt;
    prompt_wish wish;
    wish.model = models_.size() == 1 ? models_.front() : models_[next_];
    wish.input = trace_[next_].input;
    wish.output = trace_[next_].output;
    wish.seed = seed_;
    wish.index = next_;
    job made;
    made.owner = next_++;
    made.request = synthetic_prompt(wish);
    return made;
  }
  void answered(std::uint64_t, const chat_reply&) override {}
  void failed(std::uint64_t, const failure&) override {}
  void put_back(std::uint64_t owner) override { next_ = static_cast<std::size_t>(owner); }
  std::string text() const override {
    return fmt::format("replay of {} recorded requests", trace_.size());
  }

 private:
  std::vector<trace_entry> trace_;
  std::vector<std::string> models_;
  std::uint64_t seed_;
  std::size_t next_ = 0;
};

}  // namespace

result<std::vector<trace_entry>> parse_trace(std::string_view text) {
  std::vector<trace_entry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const auto entry = read_line(line);
    if (!entry || entries.size() == most_trace_entries)
      return fail(failure_code::invalid_input,
                  fmt::format("line {}: expected {{\"timestamp\": milliseconds, \"input_length\": "
                              "tokens, \"output_length\": tokens}}, numbers from 0; at most {} "
                              "lines",
                              number, most_trace_entries));
    entries.push_back(*entry);
  }
  if (entries.empty()) return fail(failure_code::invalid_input, "it holds no request");
  std::sort(entries.begin(), entries.end(), [](const trace_entry& a, const trace_entry& b) {
    return std::tie(a.at_ms, a.input, a.output) < std::tie(b.at_ms, b.input, b.output);
  });
  return entries;
}

std::vector<nanoseconds> offsets_of(const std::vector<trace_entry>& trace, double speed) {
  std::vector<nanoseconds> offsets;
  for (const trace_entry& entry : trace) {
    const double ms = (entry.at_ms - trace.front().at_ms) / speed;
    offsets.emplace_back(static_cast<std::int64_t>(std::min(ms, 1e12) * 1e6));
  }
  return offsets;
}

std::unique_ptr<workload> make_replay(std::vector<trace_entry> trace,
                                      std::vector<std::string> models, std::uint64_t seed) {
  return std::make_unique<replay>(std::move(trace), std::move(models), seed);
}

}  // namespace parley::load
