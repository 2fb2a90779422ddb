#include "engine/load/collector.hpp"

#include <algorithm>
#include <cmath>

namespace parley::load {

bool collector::add(const sample& s) {
  last_ended_ = std::max(last_ended_, s.ended);
  if (s.ok()) {
    if (inside(s.ended)) add_throughput(s);
    output_in_window_ += static_cast<double>(s.usage.output) * share_inside(s);
  }
  if (!inside(s.intended)) {
    ++left_out_;
    return false;
  }
  lag_.record(micros(s.sent - s.due));
  held_.record(micros(s.due - s.intended));
  if (!s.reused && s.connecting > duration{0}) {
    ++connections_;
    connect_.record(micros(s.connecting));
  }
  if (!s.ok()) {
    ++failed_;
    ++errors_[s.error];
    return true;
  }
  ++ok_;
  if (wanted_.met_by(s)) ++good_;
  add_latencies(s);
  return true;
}

/// Tokens flow evenly from the first to the last; a reply in one piece comes at its end.
double collector::share_inside(const sample& s) const {
  if (!s.streamed || s.last_token <= s.first_token) return inside(s.ended) ? 1 : 0;
  const time_point from = std::max(s.first_token, window_.from);
  const time_point until = std::min(s.last_token, window_.until);
  return until <= from ? 0 : seconds(until - from) / seconds(s.last_token - s.first_token);
}

void collector::add_throughput(const sample& s) {
  ++completed_;
  if (wanted_.met_by(s)) ++completed_good_;
  input_in_window_ += static_cast<double>(s.usage.input);
}

void collector::add_latencies(const sample& s) {
  e2e_.record(micros(s.ended - s.intended));
  e2e_sent_.record(micros(s.ended - s.sent));
  input_ += static_cast<std::uint64_t>(s.usage.input);
  cached_ += static_cast<std::uint64_t>(s.usage.cached_input);
  output_ += static_cast<std::uint64_t>(s.usage.output);
  cost_ += s.cost;
  usage_estimated_ = usage_estimated_ || !s.usage_reported;
  if (!s.streamed) return;
  ttft_.record(first_token_after(s, s.intended));
  ttft_sent_.record(first_token_after(s, s.sent));
  for (const std::uint32_t gap : s.gaps) itl_.record(gap);
  if (s.usage.output < 2 || s.last_token <= s.first_token) return;
  tpot_.record(time_per_output_token(s));
  const double rate =
      static_cast<double>(s.usage.output - 1) / seconds(s.last_token - s.first_token);
  user_rate_.record(std::llround(1000 * rate));
}

void collector::add_lag(std::int64_t us, time_point now) {
  if (inside(now)) lag_.record(us);
}

void collector::in_flight(std::uint64_t requests, time_point now) {
  const time_point from = std::max(counted_until_, window_.from);
  const time_point until = std::min(now, window_.until);
  if (until > from) area_ += static_cast<double>(now_in_flight_) * seconds(until - from);
  counted_until_ = now;
  now_in_flight_ = requests;
  if (inside(now)) peak_ = std::max(peak_, requests);
}

void collector::finish(time_point now) {
  in_flight(now_in_flight_, now);
  if (window_.until == time_point::max() || window_.until > now)
    window_.until = std::max(window_.from, last_ended_ == time_point{} ? now : last_ended_);
}

void collector::fill(load_step& into) const {
  const double span = seconds(window_.until - window_.from);
  const auto rate = [&](double amount) { return span > 0 ? amount / span : 0; };
  into.measured = span;
  into.sent = ok_ + failed_;
  into.ok = ok_;
  into.failed = failed_;
  into.unsent = unsent_;
  into.good = good_;
  into.left_out = left_out_;
  for (const auto& [code, n] : errors_) into.errors.emplace_back(to_string(code), n);
  into.connections = connections_;
  into.requests_per_sec = rate(static_cast<double>(completed_));
  into.good_per_sec = rate(static_cast<double>(completed_good_));
  into.input_tokens_per_sec = rate(input_in_window_);
  into.output_tokens_per_sec = rate(output_in_window_);
  into.input_tokens = input_;
  into.cached_tokens = cached_;
  into.output_tokens = output_;
  into.cost = cost_;
  into.usage_estimated = usage_estimated_;
  into.in_flight_mean = rate(area_);
  into.in_flight_peak = peak_;
  const auto add = [&](const char* name, const histogram& values) {
    if (values.count() > 0) into.metrics.push_back(metric_of(name, "us", values, 1e-6));
  };
  add("ttft", ttft_);
  add("ttft_sent", ttft_sent_);
  add("itl", itl_);
  add("tpot", tpot_);
  add("e2e", e2e_);
  add("e2e_sent", e2e_sent_);
  add("connect", connect_);
  add("held", held_);
  add("lag", lag_);
  if (user_rate_.count() > 0)
    into.metrics.push_back(metric_of("user_rate", "mtok/s", user_rate_, 1e-3));
}

load_metric metric_of(std::string name, std::string unit, const histogram& values, double scale) {
  load_metric m;
  m.name = std::move(name);
  m.unit = std::move(unit);
  m.count = values.count();
  m.mean = values.mean() * scale;
  m.deviation = values.deviation() * scale;
  m.min = static_cast<double>(values.min()) * scale;
  m.max = static_cast<double>(values.max()) * scale;
  const auto at = [&](double p) { return static_cast<double>(values.quantile(p)) * scale; };
  m.p50 = at(0.5);
  m.p75 = at(0.75);
  m.p90 = at(0.9);
  m.p95 = at(0.95);
  m.p99 = at(0.99);
  m.p999 = at(0.999);
  m.cells = values.cells();
  m.sum = values.sum();
  m.sum_of_squares = values.sum_of_squares();
  return m;
}

histogram histogram_of(const load_metric& metric) {
  const double scale = metric.unit == "us" ? 1e6 : 1e3;
  return histogram::from_cells(metric.cells, metric.sum, metric.sum_of_squares,
                               std::llround(metric.min * scale), std::llround(metric.max * scale));
}

}  // namespace parley::load
