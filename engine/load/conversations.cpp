#include "engine/load/conversations.hpp"

#include <fmt/format.h>

#include <deque>
#include <map>

#include "agents/conversation.hpp"
#include "agents/planner_agent.hpp"

namespace parley::load {
namespace {

class conversations final : public workload {
 public:
  conversations(conversation_settings_of_load settings, prompt_library prompts)
      : settings_(std::move(settings)), prompts_(std::move(prompts)) {
    context_.prompts = &prompts_;
    context_.seed = settings_.config.run.seed;
    context_.max_turns = settings_.config.conversation.max_turns;
    context_.churn_horizon_months = settings_.config.scoring.churn_horizon_months;
    for (std::size_t role = 0; role < context_.roles.size(); ++role) {
      const agent_settings& from = settings_.config.agents[role];
      context_.roles[role] = role_settings{from.model, from.temperature, from.max_output_tokens};
      if (!settings_.model.empty()) context_.roles[role].model = settings_.model;
    }
    plan_ = baseline_plan(context_, settings_.config.conversation.max_turns);
    const customer_styles styles(context_);
    for (const customer_profile& profile : settings_.profiles)
      customers_.emplace_back(context_, profile, styles);
  }

  std::optional<job> next() override {
    std::uint64_t owner = 0;
    if (ready_.empty()) {
      owner = begin();
    } else {
      owner = ready_.front();
      ready_.pop_front();
    }
    // A new conversation always has something to ask first.
    auto todo = open_.at(owner).next();
    job made;
    made.owner = owner;
    made.request = std::move(std::get<conversation::ask>(todo).request);
    return made;
  }

  void answered(std::uint64_t owner, const chat_reply& reply) override {
    const auto found = open_.find(owner);
    if (found == open_.end()) return;
    found->second.on_reply(reply);
    go_on(found);
  }
  void failed(std::uint64_t owner, const failure& why) override {
    const auto found = open_.find(owner);
    if (found == open_.end()) return;
    found->second.on_failure(why);
    go_on(found);
  }
  std::string text() const override {
    return fmt::format("conversations with {} customers, up to {} messages of ours each",
                       settings_.profiles.size(), plan_.max_turns);
  }

 private:
  using open_map = std::map<std::uint64_t, conversation>;

  std::uint64_t begin() {
    const std::uint64_t owner = begun_++;
    const std::size_t which = owner % customers_.size();
    conversation_inputs inputs;
    inputs.context = &context_;
    inputs.current_plan = &plan_;
    inputs.profile = &settings_.profiles[which];
    inputs.customer = &customers_[which];
    inputs.settings.max_turns_limit = settings_.config.conversation.max_turns;
    inputs.settings.negative_replies_to_stop =
        settings_.config.conversation.negative_replies_to_stop;
    inputs.settings.negative_below = settings_.config.conversation.negative_below;
    // Each time round is another replicate, so that no reply is one that was asked for before.
    inputs.replicate = static_cast<int>(owner / customers_.size());
    open_.emplace(owner, conversation(inputs));
    return owner;
  }
  void go_on(open_map::iterator which) {
    if (which->second.done())
      open_.erase(which);
    else
      ready_.push_back(which->first);
  }

  conversation_settings_of_load settings_;
  prompt_library prompts_;
  agent_context context_;
  plan plan_;
  std::vector<customer_agent> customers_;
  open_map open_;
  std::deque<std::uint64_t> ready_;
  std::uint64_t begun_ = 0;
};

}  // namespace

result<std::unique_ptr<workload>> make_conversations(conversation_settings_of_load settings) {
  auto prompts = prompt_library::load(settings.config.run.language, settings.config.run.prompts);
  if (!prompts) return prompts.error();
  std::unique_ptr<workload> made =
      std::make_unique<conversations>(std::move(settings), std::move(*prompts));
  return made;
}

}  // namespace parley::load
