#include "engine/run_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "engine/admission_order.hpp"
#include "engine/cost.hpp"
#include "engine/run_context.hpp"
#include "output/reproducible.hpp"

namespace parley {
namespace {

run_inputs in_order(run_inputs in) {
  assert(!in.profiles.empty());
  std::sort(in.profiles.begin(), in.profiles.end(),
            [](const auto& a, const auto& b) { return a.customer_id < b.customer_id; });
  return in;
}

expense spent_before(const past_run* past) {
  if (!past) return {};
  return {past->spent_requests, past->spent_tokens, past->spent_cost};
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

run::state::state(run_inputs inputs)
    : in_(in_order(std::move(inputs))),
      loosest_(in_.config),
      context_(make_context(in_.prompts, in_.config)),
      order_(balanced_order(in_.profiles, in_.config.run.seed)),
      cohorts_(describe_cohorts(in_.profiles)),
      truth_(in_.config, in_.profiles, in_.outcomes),
      time_(in_.clock),
      gate_(in_.llm, time_, book_),
      paid_(in_.journal, in_.cache, in_.config, book_, spent_before(in_.past)),
      llm_(paid_, gate_, time_, book_) {
  customers_.reserve(in_.profiles.size());
  const customer_styles styles(context_);
  for (const customer_profile& profile : in_.profiles)
    customers_.emplace_back(context_, profile, styles);
}

double run::state::seconds_since(time_point then) const {
  return std::chrono::duration<double>(time_.now() - then).count();
}

void run::state::pause() {
  if (paused() || stops_ > 0) return;
  gate_.pause();
  in_.observer.notice(
      "Paused: nothing more is sent, calls in flight end, and deadlines wait. The same signal goes "
      "on.");
}

void run::state::resume() {
  if (!paused()) return;
  gate_.resume();
  if (talking_) talking_->settings_changed();  // who waits to be let in looks again
  in_.observer.notice("Going on.");
}

void run::state::stop() {
  ++stops_;
  resume();
  if (talking_) talking_->stop_intake();
  if (stops_ >= 2 && tasks_) tasks_->cancel();
}

std::vector<config_change> run::state::apply(const settings& updated,
                                             const std::vector<setting_change>& changes) {
  std::vector<config_change> applied;
  for (const setting_change& change : changes) {
    if (!change.live) {
      in_.observer.notice(fmt::format("{} changed from {} to {}: takes effect with the next run.",
                                      change.key, change.before, change.after));
      continue;
    }
    if (change.key == "conversation.max_open") {
      in_.config.conversation.max_open = updated.conversation.max_open;
    } else if (change.key == "conversation.judges") {
      in_.config.conversation.judges = updated.conversation.judges;
    } else if (starts_with(change.key, "limits.")) {
      in_.config.limits = updated.limits;  // what the calls obey is the provider's matter
    } else {
      in_.observer.notice(fmt::format("{} cannot be changed while a run goes.", change.key));
      continue;
    }
    applied.push_back({utc_timestamp_now(), change.key, change.before, change.after});
  }
  loosen();
  if (talking_ && !applied.empty()) talking_->settings_changed();
  for (const config_change& change : applied) {
    changes_.push_back(change);
    in_.observer.setting_changed(change);
  }
  return applied;
}

// A bound is only one if it rests on the loosest limit that applied at any time.
void run::state::loosen() {
  const auto looser = [](std::int64_t a, std::int64_t b) {
    return a == 0 || b == 0 ? 0 : std::max(a, b);  // 0: not limited
  };
  loosest_.conversation.max_open =
      std::max(loosest_.conversation.max_open, in_.config.conversation.max_open);
  for (const agent_settings& agent : in_.config.agents) {
    const model_limits then = loosest_.limits_for(agent.model);
    const model_limits now = in_.config.limits_for(agent.model);
    model_limits& both = loosest_.limits[agent.model];
    both.requests_per_minute = looser(then.requests_per_minute, now.requests_per_minute);
    both.tokens_per_minute = looser(then.tokens_per_minute, now.tokens_per_minute);
    both.in_flight = std::max(then.in_flight, now.in_flight);
  }
}

void run::state::begin_record() {
  begun_ = time_.now();
  if (in_.past)
    begun_ -=
        std::chrono::duration_cast<duration>(std::chrono::duration<double>(in_.past->wall_sec));
  record_.run_id = in_.run_id;
  record_.version = in_.version;
  record_.provider = in_.provider_name;
  record_.language = in_.config.run.language;
  record_.confidence = in_.config.scoring.confidence;
  record_.seed = in_.config.run.seed;
  record_.prices = prices_of(in_.config);
  record_.started_at = in_.past ? in_.past->started_at : utc_timestamp_now();
  record_.profiles_source = in_.profiles_source;
  record_.profiles = in_.profiles;
  if (in_.earlier) {
    record_.history = in_.earlier->history;
    record_.continues = to_earlier_run(*in_.earlier, in_.profiles);
  }
  in_.observer.run_started(record_);
}

bool run::state::may_start() {
  const auto unpriced = unpriced_model(in_.config);
  if (!unpriced) return true;
  if (in_.config.loop.max_cost <= 0) {
    in_.observer.notice(
        fmt::format("The price of {} is unknown: costs are counted without it. Set "
                    "[prices.\"{}\"] in the configuration.",
                    *unpriced, *unpriced));
    return true;
  }
  end({stop_reason::cost_budget,
       fmt::format("loop.max_cost cannot be kept: the price of {} is unknown. Set [prices.\"{}\"] "
                   "or take loop.max_cost away.",
                   *unpriced, *unpriced)});
  return false;
}

void run::state::end(stop_decision why) {
  record_.stopped = why.reason;
  record_.stop_detail = std::move(why.sentence);
  if (book_.fatal()) record_.stop_code = book_.fatal()->code;
}

// Against the iteration that this run goes on from, where one was scored on the same customers.
bool run::state::compare_with_earlier() {
  if (!in_.earlier || record_.iterations.empty()) return false;
  if (in_.earlier->provider != record_.provider) return true;
  before_after both = compare(in_.earlier->last, record_.iterations.back(), in_.config.scoring);
  if (both.rows.back().n > 0) record_.comparison = std::move(both);
  return true;
}

void run::state::finish_record() {
  if (!compare_with_earlier() && record_.iterations.size() >= 2)
    record_.comparison =
        compare(record_.iterations.front(), record_.iterations.back(), in_.config.scoring);
  record_.spend = book_.spend();
  const money cost = cost_of(record_.spend, in_.config);
  record_.cost = cost.amount;
  record_.cost_known = cost.known;
  record_.wall_sec = seconds_since(begun_);
  record_.finished_at = utc_timestamp_now();
  if (truth_.on()) record_.truth = truth_.document(record_);
  if (in_.config.run.reproducible) leave_out_times(record_);
  in_.observer.run_finished(record_);
}

}  // namespace parley
