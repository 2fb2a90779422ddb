// [agents.<role>], [limits."<model>"], [prices."<model>"].
#include "config/row_makers.hpp"

namespace parley {
namespace {

bool is_model_name(const std::string& name) {
  if (name.empty() || name.size() > 128) return false;
  return name.find(' ') == std::string::npos;
}

template <class Member>
auto of_role(agent_role role, Member agent_settings::* member) {
  const auto index = static_cast<std::size_t>(role);
  return [=](auto& all, const std::string&) -> auto& { return all.agents[index].*member; };
}

template <class Member>
auto of_limits(Member model_limits::* member) {
  return [=](auto& all, const std::string& model) -> auto& { return all.limits.at(model).*member; };
}

auto of_prices(double model_price::* member) {
  return [=](auto& all, const std::string& model) -> auto& { return all.prices.at(model).*member; };
}

}  // namespace

void add_agent_rows(std::vector<setting_row>& all) {
  for (int i = 0; i < agent_role_count; ++i) {
    const auto role = static_cast<agent_role>(i);
    const std::string prefix = fmt::format("agents.{}.", to_string(role));
    all.push_back(rows::text(prefix + "model", of_role(role, &agent_settings::model), "a model",
                             "a model's name: 1 to 128 characters without spaces", is_model_name,
                             role == agent_role::proactive
                                 ? "model that writes the outreach messages"
                                 : fmt::format("model that plays the {}", to_string(role))));
    all.push_back(rows::number(prefix + "temperature", of_role(role, &agent_settings::temperature),
                               0, 2, "0: always the likeliest words; 2: the wildest"));
    all.push_back(rows::integer(prefix + "max_output_tokens",
                                of_role(role, &agent_settings::max_output_tokens), 16, 32'768,
                                "room for one reply; a reply that is cut is asked for again with "
                                "more"));
  }
}

void add_model_rows(std::vector<setting_row>& all) {
  all.push_back(rows::live(rows::integer(
      "limits.<model>.requests_per_minute", of_limits(&model_limits::requests_per_minute), 0,
      10'000'000, "requests a minute; 0: learn it from the provider's headers")));
  all.push_back(rows::live(rows::integer(
      "limits.<model>.tokens_per_minute", of_limits(&model_limits::tokens_per_minute), 0,
      10'000'000'000, "tokens a minute; 0: learn it from the provider's headers")));
  all.push_back(rows::live(
      rows::integer("limits.<model>.in_flight", of_limits(&model_limits::in_flight), 0, 20'000,
                    "calls at once; 0: as many as the quota and the provider carry")));
  all.push_back(rows::number("prices.<model>.input", of_prices(&model_price::input), 0, 1e6,
                             "a million input tokens"));
  all.push_back(rows::number("prices.<model>.cached_input", of_prices(&model_price::cached_input),
                             0, 1e6, "a million input tokens from the provider's cache"));
  all.push_back(rows::number("prices.<model>.output", of_prices(&model_price::output), 0, 1e6,
                             "a million output tokens"));
}

}  // namespace parley
