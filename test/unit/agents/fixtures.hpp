// Shared by the agents' tests: a context, the specification's example customer, model replies.
// Must not know: any one agent.
#pragma once

#include <catch2/catch_tostring.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "agents/agent_context.hpp"
#include "agents/plan.hpp"
#include "agents/transcript.hpp"
#include "base/errors.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::test {

/// One library a language, loaded once.
const prompt_library& prompts(std::string_view language = "es");
agent_context context(std::string_view language = "es");

/// C0001, Karen Ruiz: vocal, unsatisfied.
customer_profile karen();
/// The same person in another cohort.
customer_profile karen_as(cohort c);

chat_reply said(std::string text);
chat_reply said(std::string text, finish_reason finish);

plan simple_plan();

/// Valid replies, one a role.
std::string customer_json(std::string_view message, double sentiment = 0.1,
                          bool wants_to_end = false, bool silent = false);
std::string proactive_json(std::string_view message = "Hola Karen, sus papeles salen el viernes.");
std::string judge_json();
std::string planner_json();
std::string tuner_json();

/// `text` with the first `from` replaced by `to`; fails the test when `from` is not there.
std::string changed(std::string text, std::string_view from, std::string_view to);

/// Everything of a request that a model reads.
std::string whole_text(const chat_request& request);
std::string metadata(const chat_request& request, std::string_view key);

/// The content of the one block `label` in `text`; fails the test when there is none or more.
std::string block(std::string_view text, std::string_view label);

}  // namespace parley::test

/// A failed check shows the failure's message.
template <class T>
struct Catch::StringMaker<boost::system::result<T, parley::failure>> {
  static std::string convert(const boost::system::result<T, parley::failure>& value) {
    return value ? "a value" : value.error().message;
  }
};
