#include "engine/load/timeline.hpp"

#include <algorithm>

namespace parley::load {

load_second* timeline::row(time_point at) {
  if (at < start_) return rows_.empty() ? nullptr : &rows_.front();
  const auto second = static_cast<std::size_t>(
      std::chrono::duration_cast<std::chrono::seconds>(at - start_).count());
  return second < rows_.size() ? &rows_[second] : nullptr;
}

load_second* timeline::current(time_point now) {
  const auto second = static_cast<std::size_t>(std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::seconds>(now - start_).count()));
  if (second >= most_seconds) return nullptr;
  while (rows_.size() <= second) {
    close();
    load_second fresh;
    fresh.second = static_cast<std::uint32_t>(rows_.size());
    fresh.step = step_;
    fresh.warmup = warmup_;
    fresh.in_flight = in_flight_;
    rows_.push_back(fresh);
  }
  return &rows_[second];
}

void timeline::close() {
  if (rows_.empty()) return;
  load_second& row = rows_.back();
  const auto at = [](const histogram& h, double p) {
    return static_cast<double>(h.quantile(p)) / 1e6;
  };
  row.e2e_mean = e2e_.mean() / 1e6;
  row.e2e_p50 = at(e2e_, 0.5);
  row.e2e_p95 = at(e2e_, 0.95);
  row.e2e_p99 = at(e2e_, 0.99);
  row.ttft_mean = ttft_.mean() / 1e6;
  row.ttft_p50 = at(ttft_, 0.5);
  row.ttft_p95 = at(ttft_, 0.95);
  row.ttft_p99 = at(ttft_, 0.99);
  e2e_.clear();
  ttft_.clear();
}

void timeline::step_begins(std::uint32_t step, bool warmup, time_point now) {
  step_ = step;
  warmup_ = warmup;
  if (load_second* row = current(now)) {
    row->step = step;
    row->warmup = warmup;
  }
}

void timeline::warmed_up(time_point now) {
  step_begins(step_, false, now);
}

void timeline::sent(time_point now) {
  if (load_second* row = current(now)) ++row->sent;
}

void timeline::lag(std::int64_t us, time_point now) {
  if (load_second* row = current(now))
    row->lag_max = std::max(row->lag_max, 1e-6 * static_cast<double>(us));
}

void timeline::in_flight(std::uint64_t requests, time_point now) {
  in_flight_ = requests;
  if (load_second* row = current(now)) row->in_flight = std::max(row->in_flight, requests);
}

void timeline::ended(const sample& s, time_point now) {
  load_second* row = current(now);
  if (row == nullptr) return;
  if (!s.ok()) {
    ++row->failed;
    if (s.error == failure_code::rate_limited) ++row->limited;
    return;
  }
  ++row->ok;
  e2e_.record(micros(s.ended - s.intended));
  if (s.streamed) ttft_.record(micros(s.first_token - s.intended));
  spread(s);
}

void timeline::spread(const sample& s) {
  const auto tokens = static_cast<double>(s.usage.output);
  const time_point first = s.streamed ? s.first_token : s.ended;
  const time_point last = s.streamed ? s.last_token : s.ended;
  if (last - first < std::chrono::milliseconds(1)) {
    if (load_second* at = row(last)) at->output_tokens += tokens;
    return;
  }
  const double per_sec = tokens / seconds(last - first);
  for (time_point from = first; from < last;) {
    load_second* at = row(from);
    if (at == nullptr) return;
    const time_point end =
        std::min(last, start_ + std::chrono::seconds(static_cast<std::int64_t>(at->second) + 1));
    if (end <= from) return;  // before the start
    at->output_tokens += per_sec * seconds(end - from);
    from = end;
  }
}

std::vector<load_second> timeline::take(time_point now) {
  current(now);
  close();
  return std::move(rows_);
}

load_second timeline::last_whole() const {
  return rows_.size() < 2 ? load_second{} : rows_[rows_.size() - 2];
}

}  // namespace parley::load
