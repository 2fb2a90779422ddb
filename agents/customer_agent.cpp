#include "agents/customer_agent.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/data_block.hpp"
#include "agents/model_reply.hpp"
#include "agents/model_text.hpp"
#include "agents/object_reader.hpp"
#include "agents/opening.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

constexpr std::size_t longest_message = 4000;

// Some models write a stage direction where the schema has a flag for it.
bool is_stage_silence(std::string_view message) {
  constexpr std::string_view open = "([*{<", close = ")]*}>";
  if (message.size() < 2 || open.find(message.front()) == open.npos ||
      close.find(message.back()) == close.npos)
    return false;
  const std::vector<std::string> words = fold_words(message);
  constexpr std::string_view silence[] = {"silencio",  "silence", "silent", "responde", "contesta",
                                          "respuesta", "answer",  "reply",  "response"};
  return words.size() <= 6 && std::any_of(words.begin(), words.end(), [&](const auto& word) {
           return std::find(std::begin(silence), std::end(silence), word) != std::end(silence);
         });
}

}  // namespace

customer_styles::customer_styles(const agent_context& context) {
  for (std::size_t i = 0; i < styles_.size(); ++i) {
    const std::string name = "customer_style_" + std::string(to_string(static_cast<cohort>(i)));
    style made;
    made.text = context.prompts->render(name, {});
    const std::string block =
        data_block("profile", fence_nonce(context.seed, "style", name, 0), "");
    const std::string all =
        context.prompts->render("customer", {{"profile", block}, {"style", made.text}});
    made.told = brief_of(all).told;
    styles_[i] = std::make_shared<const style>(std::move(made));
  }
}

customer_agent::customer_agent(const agent_context& context, const customer_profile& profile,
                               const customer_styles& styles)
    : context_(&context),
      customer_id_(profile.customer_id),
      cohort_(profile.cohort),
      profile_json_(without_closing_tags(profile_to_compact_json(profile))),
      style_(styles.of(profile.cohort)),
      brief_{style_->told, first_name_in(profile_json_)},
      opening_(opening_of(profile)) {
  profile_json_.shrink_to_fit();
}

customer_agent::customer_agent(const agent_context& context, const customer_profile& profile)
    : customer_agent(context, profile, customer_styles(context)) {}

std::string customer_agent::instructions() const {
  const std::string nonce = fence_nonce(context_->seed, "customer", customer_id_, 0);
  const std::string block = data_block("profile", nonce, profile_json_);
  return context_->prompts->render("customer", {{"profile", block}, {"style", style_->text}});
}

std::optional<std::string> customer_agent::opening() const {
  return opening_;
}

chat_request customer_agent::ask(const std::vector<turn>& turns, const call_key& key,
                                 std::string_view complaint) const {
  call_key mine = key;
  mine.customer_id = customer_id_;
  chat_request out = make_request(*context_, agent_role::customer, instructions(), mine, complaint);
  for (const turn& one : turns) {
    if (one.silent) continue;
    const bool own = one.role == turn_role::customer;
    out.input.push_back({own ? speaker::assistant : speaker::user, one.content});
  }
  return out;
}

result<customer_reply> parse_customer_reply(const chat_reply& reply, const guarded_brief& brief) {
  constexpr std::string_view what = "customer reply";
  auto object = reply_object(reply, what);
  if (!object) return object.error();
  json_problems problems;
  object_reader in(*object, "", problems);
  customer_reply out;
  out.message = in.text("message", 0, longest_message);
  out.sentiment = in.number("sentiment", -1, 1);
  out.wants_to_end = in.boolean("wants_to_end");
  out.silent = in.boolean("silent");
  if (!problems.none()) return problems.as_failure(what);
  if (out.silent || is_stage_silence(out.message)) {
    out.silent = true;
    out.message.clear();
    return out;
  }
  const auto wrong = [&](std::string_view why) {
    return fail(failure_code::out_of_character, fmt::format("{}: {}", what, why));
  };
  if (out.message.empty()) {
    // A customer may leave without a word; anything else without words is a mistake.
    if (!out.wants_to_end)
      return wrong("/message is empty although /silent is false, expected a text or silence");
    out.silent = true;
    return out;
  }
  if (const auto why = out_of_character(out.message, brief)) return wrong(*why);
  return out;
}

}  // namespace parley
