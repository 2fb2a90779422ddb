#include "test/sim/seeds.hpp"

#include <fmt/format.h>

#include <cctype>

#include "test/sim/checkers.hpp"
#include "test/sim/liveness.hpp"

namespace parley::test {
namespace {

constexpr std::array<std::string_view, 3> names{"script", "provider", "connections"};

/// The record's text without the service's request ids, which count from the second it started.
std::string comparable(const run_record& record) {
  std::string text = stable_text(record);
  constexpr std::string_view mark = "req_";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    auto end = begin;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end]))) ++end;
    text.erase(begin, end - begin);
  }
  return text;
}

}  // namespace

std::string_view to_string(sim_level level) {
  return names[static_cast<std::size_t>(level)];
}

std::optional<sim_level> sim_level_from(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<sim_level>(found - names.begin());
}

scenario draw_scenario(std::uint64_t seed, sim_level level) {
  if (level == sim_level::script) return draw_scenario(seed);
  return draw_network_scenario(seed, level == sim_level::connections);
}

seed_verdict try_seed(std::uint64_t seed, sim_level level) {
  scenario what = draw_scenario(seed, level);
  seed_verdict out;
  out.seen = play(what);
  out.wrong = check(what, out.seen);
  for (std::string& line : check_liveness(what, out.seen)) out.wrong.push_back(std::move(line));
  // Behind a queue for quota the order of arrival decides who waits, and so what each one meets.
  what.reverse_profiles = level == sim_level::script;
  const outcome again = play(what);
  if (comparable(out.seen.record) != comparable(again.record))
    out.wrong.push_back("the same seed gave another record");
  return out;
}

std::string failure_text(std::uint64_t seed, sim_level level, const seed_verdict& verdict) {
  std::string out = fmt::format("seed {} FAILED: {}\n", seed, draw_scenario(seed, level).text());
  for (const auto& line : verdict.wrong) out += fmt::format("  - {}\n", line);
  return out + fmt::format("  replay: build/release/test/sim/sim_engine --level {} --seed {}\n",
                           to_string(level), seed);
}

}  // namespace parley::test
