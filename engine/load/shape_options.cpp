#include <fmt/format.h>

#include <algorithm>

#include "engine/load/numbers.hpp"
#include "engine/load/shape.hpp"

namespace parley::load {
namespace {

using std::chrono::seconds;

constexpr seconds default_length{10};
constexpr std::int64_t default_max = 512;  // in flight, as fast as it goes
constexpr auto longest = std::chrono::hours(24);

failure wrong(std::string_view option, std::string_view found, std::string_view expected) {
  return fail(failure_code::invalid_input,
              fmt::format("{} {}: expected {}", option, found, expected));
}

bool is_rate(std::optional<double> r) {
  return r && *r >= shape_limits::min_rate && *r <= shape_limits::max_rate;
}
std::string rate_range() {
  return fmt::format("{} to {:.0f} requests a second", shape_limits::min_rate,
                     shape_limits::max_rate);
}

result<nanoseconds> length_of(std::string_view option, const std::string& text,
                              nanoseconds unsaid) {
  if (text.empty()) return unsaid;
  if (trimmed(text) == "0") return nanoseconds(0);
  const auto read = read_duration(text);
  if (!read || *read > longest)
    return wrong(option, text, "a time with its unit up to 24h, e.g. 30s or 1m30s");
  return std::chrono::duration_cast<nanoseconds>(*read);
}

result<arrival_kind> variation_of(const std::string& text) {
  if (text.empty() || text == "constant") return arrival_kind{};
  if (text == "poisson") return arrival_kind{1};
  if (text.starts_with("gamma:")) {
    const auto shape = read_number(std::string_view(text).substr(6));
    if (shape && *shape >= 0.01 && *shape <= 1000) return arrival_kind{*shape};
  }
  return wrong(
      "--arrivals", text,
      "constant, poisson, or gamma:SHAPE with a shape from 0.01 (bursty) to 1000 (steady)");
}

step_plan closed(std::int64_t concurrency, const step_plan& base, std::string kind) {
  step_plan made = base;
  made.how = step_plan::pace::closed;
  made.kind = std::move(kind);
  made.concurrency = concurrency;
  return made;
}
step_plan at_rate(double from, double to, const step_plan& base, std::string kind) {
  step_plan made = base;
  made.how = step_plan::pace::rate;
  made.kind = std::move(kind);
  made.rate_from = from;
  made.rate_to = to;
  return made;
}

result<std::vector<step_plan>> steps_of(const std::string& text, const step_plan& base) {
  std::string_view list = text;
  const bool by_concurrency = list.starts_with("concurrency:");
  if (by_concurrency) list.remove_prefix(12);
  std::vector<step_plan> steps;
  for (const std::string_view part : split(list, ',')) {
    const auto value = read_number(part);
    if (by_concurrency) {
      if (!value || *value < 1 || *value > shape_limits::max_concurrency)
        return wrong("--steps", text,
                     fmt::format("numbers of requests in flight from 1 to {}, e.g. "
                                 "concurrency:1,2,4,8",
                                 shape_limits::max_concurrency));
      steps.push_back(closed(static_cast<std::int64_t>(*value), base, "concurrency"));
    } else {
      if (!is_rate(value))
        return wrong("--steps", text,
                     "rates of " + rate_range() +
                         ", e.g. 10,20,40, or "
                         "concurrency:1,2,4 for requests in flight");
      steps.push_back(at_rate(*value, *value, base, "rate"));
    }
  }
  return steps;
}

result<step_plan> ramp_of(const std::string& text, const step_plan& base) {
  std::string_view rates = text;
  const bool geometric = rates.ends_with(":exp");
  if (geometric) rates.remove_suffix(4);
  const auto ends = split(rates, '-');
  const auto from = read_number(ends.front()), to = read_number(ends.back());
  if (ends.size() != 2 || !is_rate(from) || !is_rate(to))
    return wrong("--ramp", text,
                 "FROM-TO or FROM-TO:exp with rates of " + rate_range() + ", e.g. 1-100");
  step_plan made = at_rate(*from, *to, base, "ramp");
  if (geometric) made.ramp = ramp_kind::geometric;
  return made;
}

std::optional<failure> wrong_number(const shape_options& o) {
  struct count {
    const char* option;
    const std::optional<std::int64_t>& value;
    std::int64_t most;
    const char* what;
  };
  for (const count& c :
       {count{"--concurrency", o.concurrency, shape_limits::max_concurrency, "requests in flight"},
        count{"--max-in-flight", o.max_in_flight, shape_limits::max_concurrency, "requests"},
        count{"--burst", o.burst, shape_limits::max_concurrency, "requests"},
        count{"--requests", o.requests, shape_limits::max_requests, "requests"}})
    if (c.value && (*c.value < 1 || *c.value > c.most))
      return wrong(c.option, std::to_string(*c.value), fmt::format("1 to {} {}", c.most, c.what));
  if (o.rate && !is_rate(*o.rate))
    return wrong("--rate", fmt::format("{:g}", *o.rate), rate_range());
  const int shapes = o.concurrency.has_value() + o.rate.has_value() + !o.ramp.empty() +
                     !o.steps.empty() + o.burst.has_value() + o.max + o.sweep + o.replay;
  const bool open = o.rate || !o.ramp.empty() || o.burst || o.sweep || o.replay ||
                    (!o.steps.empty() && !o.steps.starts_with("concurrency:"));
  if (open && !o.think.empty())
    return fail(
        failure_code::invalid_input,
        "--think: expected with --concurrency or --steps concurrency:...; an open load sends "
        "when its schedule says so, whatever its users think");
  if (shapes > 1)
    return fail(failure_code::invalid_input,
                "expected one shape of load: --concurrency, --rate, --ramp, --steps, --burst, "
                "--max, --sweep or --replay, not several. (--max-in-flight limits an open load)");
  return std::nullopt;
}

/// Length, warm-up and count that every step has.
result<step_plan> base_of(const shape_options& o) {
  step_plan base;
  base.seed = o.seed;
  auto variation = variation_of(o.arrivals);
  if (!variation) return variation.error();
  base.variation = *variation;
  const bool counted = o.requests.has_value() || (o.burst && o.every.empty()) || o.replay;
  auto length = length_of("--duration", o.duration, counted ? nanoseconds(0) : default_length);
  if (!length) return length.error();
  if (*length == nanoseconds(0) && !counted)
    return wrong("--duration", o.duration, "a time above 0, or --requests N");
  const nanoseconds usual =
      counted ? nanoseconds(0) : std::min<nanoseconds>(seconds(2), *length / 5);
  auto warmup = length_of("--warmup", o.warmup, usual);
  if (!warmup) return warmup.error();
  // The warm-up comes on top: --duration is what is measured.
  base.warmup = *warmup;
  base.length = *length == nanoseconds(0) ? nanoseconds(0) : *length + *warmup;
  auto think = length_of("--think", o.think, nanoseconds(0));
  if (!think) return think.error();
  base.think = *think;
  base.requests = o.requests.value_or(0);
  return base;
}

}  // namespace

result<load_shape> make_shape(const shape_options& o, std::vector<nanoseconds> trace) {
  if (auto problem = wrong_number(o)) return *problem;
  auto base = base_of(o);
  if (!base) return base.error();
  load_shape made;
  if (!o.steps.empty()) {
    auto steps = steps_of(o.steps, *base);
    if (!steps) return steps.error();
    made.steps = std::move(*steps);
  } else if (!o.ramp.empty()) {
    auto ramp = ramp_of(o.ramp, *base);
    if (!ramp) return ramp.error();
    made.steps.push_back(std::move(*ramp));
  } else if (o.burst) {
    auto every = length_of("--every", o.every, nanoseconds(0));
    if (!every) return every.error();
    step_plan burst = *base;
    burst.how = step_plan::pace::bursts;
    burst.kind = "burst";
    burst.burst_size = *o.burst;
    burst.burst_every = *every;
    made.steps.push_back(std::move(burst));
  } else if (o.replay) {
    step_plan replay = *base;
    replay.how = step_plan::pace::trace;
    replay.kind = "trace";
    replay.trace = std::move(trace);
    made.steps.push_back(std::move(replay));
  } else if (o.rate) {
    made.steps.push_back(at_rate(*o.rate, *o.rate, *base, "rate"));
  } else if (o.max) {
    made.steps.push_back(closed(o.max_in_flight.value_or(default_max), *base, "max"));
  } else if (o.sweep) {
    made.sweep = true;
    made.steps.push_back(at_rate(1, 1, *base, "rate"));
  } else {
    made.steps.push_back(closed(o.concurrency.value_or(16), *base, "concurrency"));
  }
  made.text = made.sweep ? "sweep" : made.steps.front().name();
  for (std::size_t i = 1; i < made.steps.size(); ++i) made.text += "; " + made.steps[i].name();
  return made;
}

}  // namespace parley::load
