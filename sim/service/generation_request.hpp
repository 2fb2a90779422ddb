// A text-generation request after checking, the same for Responses and Chat Completions.
// Must not know: HTTP, how it will be answered.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/model.hpp"
#include "sim/service/catalogue.hpp"

namespace parley::sim::service {

enum class format_kind { text, json_object, json_schema };

struct text_format {
  format_kind kind = format_kind::text;
  std::string name;
  const boost::json::object* schema = nullptr;  ///< into the request's document
  bool strict = false;
  std::optional<std::string> description;
};

/// A function that the client offers.
struct function_tool {
  std::string name;
  std::optional<std::string> description;
  const boost::json::object* parameters = nullptr;  ///< null: takes nothing
  bool strict = false;
};

enum class choice_kind { automatic, none, required, function };

struct tool_choice {
  choice_kind kind = choice_kind::automatic;
  std::string function;              ///< for choice_kind::function
  std::vector<std::string> allowed;  ///< of allowed_tools; empty: all
};

struct generation_request {
  /// The body as sent; the pointers in here and the echo of the reply read from it.
  std::shared_ptr<const boost::json::value> document;
  const model_entry* model = nullptr;
  std::string instructions;
  /// In order; besides the four roles, "call" (a function call) and "tool" (its answer).
  std::vector<model_message> messages;
  std::vector<std::string> tool_calls;    ///< call ids of the function calls in the input
  std::vector<std::string> tool_results;  ///< call ids that the input answers
  text_format format;
  std::vector<function_tool> tools;
  tool_choice choice;
  bool parallel_tool_calls = true;
  std::optional<std::int64_t> max_output_tokens;
  double temperature = 1;
  double top_p = 1;
  bool stream = false;
  bool store = true;
  bool include_usage = false;     ///< Chat streams only
  bool obfuscate = true;          ///< pad stream deltas
  int choices = 1;                ///< Chat `n`
  bool background = false;        ///< Responses only
  bool cut_history = false;       ///< truncation "auto": what does not fit the context is left out
  int logprobs = -1;              ///< alternatives wanted a token; below 0: no log probabilities
  std::vector<std::string> stop;  ///< Chat only: the text ends before the first of them
  std::vector<std::pair<std::string, std::string>> metadata;
  std::optional<std::string> previous_response_id;
  std::int64_t attachment_tokens = 0;  ///< images and files
  bool tool_results_given = false;     ///< the conversation ends with what a tool answered
  std::uint64_t hash = 0;              ///< of everything that shapes the answer

  const boost::json::object& body() const { return document->get_object(); }
};

}  // namespace parley::sim::service
