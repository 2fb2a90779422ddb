#include "engine/load/stop_rule.hpp"

#include <fmt/format.h>

namespace parley::load {
namespace {

bool is_final(failure_code code) {
  return code == failure_code::authentication || code == failure_code::balance_exhausted;
}

bool is_target_gone(failure_code code) {
  switch (code) {
    case failure_code::connect_failed:
    case failure_code::tls_failed:
    case failure_code::connection_lost:
    case failure_code::timed_out:
    case failure_code::server_error:
    case failure_code::deadline_exceeded:
      return true;
    default:
      return false;
  }
}

}  // namespace

void stop_rule::on_start(time_point now) {
  last_success_ = now;
  failures_ = 0;
}

void stop_rule::remember(bool failed) {
  recent_.push_back(failed);
  recent_failures_ += failed ? 1 : 0;
  if (recent_.size() <= settings_.recent) return;
  recent_failures_ -= recent_.front() ? 1 : 0;
  recent_.pop_front();
}

void stop_rule::on_success(time_point now) {
  remember(false);
  on_start(now);
  ever_ = true;
}

std::optional<stop_rule::verdict> stop_rule::on_outcome(const failure& outcome, time_point now) {
  if (is_final(outcome.code)) return verdict{true, outcome};
  remember(true);
  const double allowed = settings_.most_errors * static_cast<double>(settings_.recent);
  if (recent_.size() == settings_.recent && static_cast<double>(recent_failures_) > allowed) {
    failure why = outcome;
    why.message = fmt::format(
        "{} of the last {} requests failed, more than --max-errors allows; "
        "the last: {}",
        recent_failures_, settings_.recent, outcome.message);
    return verdict{false, std::move(why), true};
  }
  if (outcome.code == failure_code::rate_limited || outcome.code == failure_code::overloaded) {
    on_start(now);  // it answers
    return std::nullopt;
  }
  if (++failures_ < settings_.least_failures) return std::nullopt;
  if (!is_target_gone(outcome.code)) {
    if (ever_) return std::nullopt;
    return verdict{true, outcome};
  }
  if (now - last_success_ < settings_.give_up_after) return std::nullopt;
  failure why = outcome;
  why.message =
      fmt::format("no request succeeded for {:.0f} s and {} failed in a row; the last: {}",
                  seconds(now - last_success_), failures_, outcome.message);
  return verdict{false, std::move(why)};
}

}  // namespace parley::load
