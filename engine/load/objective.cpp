#include "engine/load/objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/load/numbers.hpp"

namespace parley::load {
namespace {

struct named_term {
  std::string_view name;
  objective::term what;
};
constexpr std::array<named_term, 4> terms{{{"ttft", objective::term::ttft},
                                           {"e2e", objective::term::e2e},
                                           {"tpot", objective::term::tpot},
                                           {"itl", objective::term::itl}}};

std::int64_t measured(const sample& s, objective::term what) {
  switch (what) {
    case objective::term::ttft:
      return first_token_after(s, s.intended);
    case objective::term::e2e:
      return micros(s.ended - s.intended);
    case objective::term::tpot:
      return time_per_output_token(s);
    case objective::term::itl:
      break;
  }
  const auto longest = std::max_element(s.gaps.begin(), s.gaps.end());
  return longest == s.gaps.end() ? 0 : *longest;
}

failure expected(std::string_view text) {
  return fail(failure_code::invalid_input,
              fmt::format("--slo {}: expected terms such as ttft:500ms,e2e:5s; each is ttft, e2e, "
                          "tpot (mean time per output token) or itl (longest gap), a colon, and "
                          "a time with its unit (us, ms, s, m)",
                          text));
}

}  // namespace

bool objective::met_by(const sample& s) const {
  return s.ok() && std::all_of(limits.begin(), limits.end(),
                               [&](const limit& l) { return measured(s, l.what) <= l.at_most_us; });
}

std::string objective::text() const {
  std::string out;
  for (const limit& l : limits)
    for (const named_term& t : terms)
      if (t.what == l.what)
        out += fmt::format("{}{}:{}", out.empty() ? "" : ",", t.name, micros_text(l.at_most_us));
  return out;
}

std::string micros_text(std::int64_t us) {
  if (us < 1000) return fmt::format("{}us", us);
  if (us < 1'000'000) return fmt::format("{:g}ms", static_cast<double>(us) / 1e3);
  return fmt::format("{:.10g}s", static_cast<double>(us) / 1e6);
}

result<objective> parse_objective(std::string_view text) {
  objective made;
  for (const std::string_view part : split(text, ',')) {
    const auto colon = part.find(':');
    if (colon == part.npos) return expected(text);
    const auto name = trimmed(part.substr(0, colon));
    const auto found = std::find_if(terms.begin(), terms.end(),
                                    [&](const named_term& t) { return t.name == name; });
    const auto limit = read_duration(part.substr(colon + 1));
    if (found == terms.end() || !limit) return expected(text);
    for (const auto& given : made.limits)
      if (given.what == found->what) return expected(text);
    made.limits.push_back({found->what, limit->count()});
  }
  return made;
}

std::int64_t time_per_output_token(const sample& s) {
  if (!s.streamed || s.usage.output < 2) return 0;
  return micros((s.last_token - s.first_token) / (s.usage.output - 1));
}

}  // namespace parley::load
