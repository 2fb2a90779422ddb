#include "sim/service/call_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

void show(json_text& out, std::string_view name, const open_count& what) {
  out.key(name);
  out.open('{');
  out.member("now", what.now);
  out.member("peak", what.peak);
  out.member("total", what.total);
  out.close('}');
}

constexpr std::array<std::string_view, 6> event_names{
    "granted", "refused_requests", "refused_tokens", "too_large", "batched", "fault"};

}  // namespace

std::string_view to_string(call_event event) {
  return event_names[static_cast<std::size_t>(event)];
}

call_log::account& call_log::account_of(std::string_view key, std::string_view model) {
  std::pair<std::string, std::string> where{std::string(key), std::string(model)};
  const auto found = accounts_.find(where);
  if (found != accounts_.end()) return found->second;
  if (accounts_.size() >= max_log_models) where = {"(others)", "(others)"};
  return accounts_[where];
}

void call_log::count_role(account& owner, const entry& what) {
  std::string_view role = what.role.empty() ? "(none)" : std::string_view(what.role);
  auto found = owner.roles.find(role);
  if (found == owner.roles.end()) {
    if (owner.roles.size() >= max_log_roles) role = "(others)";
    found = owner.roles.try_emplace(std::string(role)).first;
  }
  if (what.event == call_event::granted) {
    ++found->second.granted;
    found->second.tokens += what.tokens;
  } else {
    ++found->second.refused;
  }
}

void call_log::record(std::string_view key, entry what, time_point when) {
  account& owner = account_of(key, what.model);
  ++owner.counts[static_cast<std::size_t>(what.event)];
  if (what.event == call_event::granted) {
    owner.charged += what.tokens;
    owner.windows.add(when, 1, what.tokens);
    owner.net.add(when, 0, what.tokens);
  }
  if (what.event != call_event::fault && what.event != call_event::batched) count_role(owner, what);
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

void call_log::record_returned(std::string_view key, std::string_view model, std::int64_t tokens,
                               time_point when) {
  account_of(key, model).net.add(when, 0, -tokens);
}

void call_log::clear(time_point start) {
  const std::int64_t open = in_flight_.now;
  *this = call_log(start);
  in_flight_ = {open, open, open};
}

namespace {

// The window's names are its lengths: "1s", "10s", "60s".
void show_windows(json_text& out, const sliding_windows& windows, const sliding_windows& net) {
  out.key("worst_windows");
  out.open('{');
  for (std::size_t i = 0; i < sliding_windows::lengths.size(); ++i) {
    out.key(fmt::format("{}s", sliding_windows::lengths[i].count()));
    out.open('{');
    out.member("requests", windows.worst(i).requests);
    out.member("charged_tokens", windows.worst(i).tokens);
    out.member("net_tokens", net.worst(i).tokens);
    out.close('}');
  }
  out.close('}');
}

}  // namespace

std::string call_log::to_json(time_point now, std::size_t most_events,
                              const ledger_surroundings& around) const {
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
    show_windows(out, owner.windows, owner.net);
    out.key("roles");
    out.open('{');
    for (const auto& [role, counts] : owner.roles) {
      out.key(role);
      out.open('{');
      out.member("granted", counts.granted);
      out.member("refused", counts.refused);
      out.member("charged_tokens", counts.tokens);
      out.close('}');
    }
    out.close('}');
    if (around.foreign) {
      const auto [requests, tokens] = around.foreign(where.first, where.second);
      out.member("foreign_requests", requests);
      out.member("foreign_tokens", tokens);
    }
    out.close('}');
  }
  out.close(']');
  show(out, "in_flight", in_flight_);
  show(out, "connections", around.connections);
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
    if (!what.call.empty()) out.member("call", what.call);
    if (!what.request_id.empty()) out.member("request_id", what.request_id);
    if (!what.client_request_id.empty()) out.member("client_request_id", what.client_request_id);
    out.member("tokens", what.tokens);
    if (!what.detail.empty()) out.member("detail", what.detail);
    out.close('}');
  }
  out.close(']');
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
