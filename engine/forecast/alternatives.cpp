#include "engine/forecast/alternatives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parley::forecast {
namespace {

class collector {
 public:
  collector(const settings& config, const prior& belief) : config_(config), belief_(belief) {}

  template <class Change>
  void add(std::string key, std::string before, std::string after, bool ours, Change apply) {
    change one{
        {std::move(key), std::move(before), std::move(after), 0, 0, 0, 0, ours}, config_, belief_};
    apply(one.config, one.belief);
    out.push_back(std::move(one));
  }
  std::vector<change> out;

 private:
  const settings& config_;
  const prior& belief_;
};

/// Raises a limit of `model` wherever it stands: ours and the provider's.
void raise_limit(collector& to, const settings& config, const prior& belief,
                 const std::string& model, bool requests) {
  const model_limits ours = config.limits_for(model);
  const auto its = belief.limits.find(model);
  const auto own =
      static_cast<double>(requests ? ours.requests_per_minute : ours.tokens_per_minute);
  double served = 0;
  if (its != belief.limits.end())
    served = requests ? its->second.requests_per_minute : its->second.tokens_per_minute;
  const double now = own > 0 && served > 0 ? std::min(own, served) : std::max(own, served);
  if (now <= 0) return;
  const char* name = requests ? "requests_per_minute" : "tokens_per_minute";
  const bool settled_by_us = own > 0 && (served == 0 || own < served);
  const auto after =
      static_cast<std::int64_t>(settled_by_us && served > 0 ? std::min(2 * now, served) : 2 * now);
  to.add(fmt::format("limits.{}.{}", model, name), fmt::format("{:.0f}", now),
         fmt::to_string(after), settled_by_us, [&](settings& with, prior& then) {
           model_limits& limit = with.limits[model] = with.limits_for(model);
           std::int64_t& value = requests ? limit.requests_per_minute : limit.tokens_per_minute;
           if (value > 0) value = std::max(value, after);
           service_limits& served_then = then.limits[model];
           double& rate =
               requests ? served_then.requests_per_minute : served_then.tokens_per_minute;
           if (rate > 0) rate = std::max(rate, static_cast<double>(after));
         });
}

}  // namespace

std::vector<change> changes_to_try(const settings& config, const prior& belief,
                                   std::size_t customers, const std::string& binds) {
  collector to(config, belief);
  const talk_settings& talk = config.conversation;
  const auto all = static_cast<int>(std::min<std::size_t>(customers, 100'000));
  if (talk.max_open < all) {
    const int more = std::min(all, 2 * talk.max_open);
    to.add("conversation.max_open", fmt::to_string(talk.max_open), fmt::to_string(more), true,
           [more](settings& with, prior&) { with.conversation.max_open = more; });
  }
  if (talk.judges < all) {
    const int more = std::min({all, 2 * talk.judges, 10'000});
    to.add("conversation.judges", fmt::to_string(talk.judges), fmt::to_string(more), true,
           [more](settings& with, prior&) { with.conversation.judges = more; });
  }
  std::set<std::string> models;
  for (const agent_settings& agent : config.agents) models.insert(agent.model);
  for (const std::string& model : models) {
    const int now = config.limits_for(model).in_flight;
    if (now > 0 && now < all)
      to.add(fmt::format("limits.{}.in_flight", model), fmt::to_string(now),
             fmt::to_string(2 * now), true, [&](settings& with, prior&) {
               with.limits[model] = with.limits_for(model);
               with.limits[model].in_flight = 2 * now;
             });
    if (binds.find("requests") != binds.npos || binds.empty())
      raise_limit(to, config, belief, model, true);
    if (binds.find("tokens") != binds.npos || binds.empty())
      raise_limit(to, config, belief, model, false);
  }
  if (config.quota.share < 1)
    to.add("quota.share", fmt::format("{:g}", config.quota.share), "1", true,
           [](settings& with, prior&) { with.quota.share = 1; });
  if (binds == "path" && config.quota.hedge == 0)
    to.add("quota.hedge", "0", "0.05", true,
           [](settings& with, prior&) { with.quota.hedge = 0.05; });
  if (talk.max_turns > 1)
    to.add("conversation.max_turns", fmt::to_string(talk.max_turns),
           fmt::to_string(talk.max_turns - 1), true,
           [](settings& with, prior&) { --with.conversation.max_turns; });
  return std::move(to.out);
}

}  // namespace parley::forecast
