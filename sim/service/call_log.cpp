#include "sim/service/call_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

constexpr auto slot_length = std::chrono::milliseconds(100);
constexpr std::array<std::string_view, 6> event_names{
    "granted", "refused_requests", "refused_tokens", "too_large", "batched", "fault"};

}  // namespace

std::string_view to_string(call_event event) {
  return event_names[static_cast<std::size_t>(event)];
}

void sliding_minute::advance(std::int64_t slot) {
  if (current_ < 0) current_ = slot;
  const auto steps = std::min<std::int64_t>(slot - current_, static_cast<std::int64_t>(slots));
  for (std::int64_t i = 1; i <= steps; ++i) {
    // What falls out of the window is what stood here a minute ago.
    sums& oldest = ring_[static_cast<std::size_t>(current_ + i) % slots];
    window_.requests -= oldest.requests;
    window_.tokens -= oldest.tokens;
    oldest = {};
  }
  current_ = std::max(current_, slot);
}

void sliding_minute::add(time_point when, std::int64_t requests, std::int64_t tokens) {
  advance(when.time_since_epoch() / slot_length);
  sums& now = ring_[static_cast<std::size_t>(current_) % slots];
  now.requests += requests;
  now.tokens += tokens;
  window_.requests += requests;
  window_.tokens += tokens;
  worst_requests_ = std::max(worst_requests_, window_.requests);
  worst_tokens_ = std::max(worst_tokens_, window_.tokens);
}

call_log::account& call_log::account_of(std::string_view key, std::string_view model) {
  std::pair<std::string, std::string> where{std::string(key), std::string(model)};
  const auto found = accounts_.find(where);
  if (found != accounts_.end()) return found->second;
  if (accounts_.size() >= max_log_models) where = {"(others)", "(others)"};
  return accounts_[where];
}

void call_log::record(std::string_view key, entry what, time_point when) {
  account& owner = account_of(key, what.model);
  ++owner.counts[static_cast<std::size_t>(what.event)];
  if (what.event == call_event::granted) {
    owner.charged += what.tokens;
    owner.window.add(when, 1, what.tokens);
  }
  if (what.event == call_event::fault) ++faults_[what.detail];
  if (events_.size() >= max_log_events) {
    events_.pop_front();
    ++dropped_;
  }
  events_.push_back({when, std::move(what)});
}

void call_log::record_usage(std::string_view key, std::string_view model, std::int64_t input,
                            std::int64_t cached, std::int64_t output) {
  account& owner = account_of(key, model);
  ++owner.finished;
  owner.input += input;
  owner.cached += cached;
  owner.output += output;
}

void call_log::clear(time_point start) {
  *this = call_log(start);
}

std::string call_log::to_json(time_point now, std::size_t most_events) const {
  const auto seconds = [this](time_point when) {
    return static_cast<double>(
               std::chrono::duration_cast<std::chrono::microseconds>(when - start_).count()) /
           1e6;
  };
  json_text out;
  out.open('{');
  out.member("elapsed_s", seconds(now));
  out.key("models");
  out.open('[');
  for (const auto& [where, owner] : accounts_) {
    out.open('{');
    // Keys are told apart, never shown.
    out.member("key", fmt::format("{:08x}", stable_hash(where.first) & 0xFFFFFFFFull));
    out.member("model", where.second);
    for (std::size_t i = 0; i < event_names.size(); ++i)
      out.member(i + 1 == event_names.size() ? "faults" : event_names[i], owner.counts[i]);
    out.member("finished", owner.finished);
    out.member("charged_tokens", owner.charged);
    out.member("input_tokens", owner.input);
    out.member("cached_tokens", owner.cached);
    out.member("output_tokens", owner.output);
    out.member("worst_minute_requests", owner.window.worst_requests());
    out.member("worst_minute_charged_tokens", owner.window.worst_tokens());
    out.close('}');
  }
  out.close(']');
  out.key("faults");
  out.open('{');
  for (const auto& [kind, count] : faults_) out.member(kind, count);
  out.close('}');
  const std::size_t shown = std::min(most_events, events_.size());
  out.member("events_dropped", dropped_ + static_cast<std::int64_t>(events_.size() - shown));
  out.key("events");
  out.open('[');
  for (std::size_t i = events_.size() - shown; i < events_.size(); ++i) {
    const auto& [when, what] = events_[i];
    out.open('{');
    out.member("at_s", seconds(when));
    out.member("event", to_string(what.event));
    out.member("model", what.model);
    if (!what.role.empty()) out.member("role", what.role);
    out.member("tokens", what.tokens);
    if (!what.detail.empty()) out.member("detail", what.detail);
    out.close('}');
  }
  out.close(']');
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
