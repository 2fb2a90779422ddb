// The parts that Responses and Chat Completions requests share: formats, tools, models, hash.
// Must not know: the shape of either body around them.
#pragma once

#include "sim/service/field_reader.hpp"
#include "sim/service/generation_request.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_tools = 128;
inline constexpr std::size_t max_name_length = 64;

/// The text model of that name. 404 model_not_found with `message` for anything else.
checked<const model_entry*> text_model(std::string_view name, std::string message);

/// Letters, digits, '_' and '-', 1..64 of them, or the API's complaint about `path`.
std::optional<api_error> check_name(std::string_view name, const std::string& path);

/// How an endpoint reports a schema outside the strict subset.
struct schema_complaint {
  std::string param;
  std::optional<std::string> code;
};

/// Name, schema, strict and description of a json_schema format from `object`; messages name
/// `path` ("text.format" or "response_format.json_schema").
void read_json_schema(const boost::json::object& object, const std::string& path,
                      const schema_complaint& complaint, field_reader& complaints,
                      text_format& into);

/// One function tool whose members stand in `object`.
void read_function(const boost::json::object& object, const std::string& path,
                   bool strict_by_default, field_reader& complaints,
                   std::vector<function_tool>& into);

/// "auto", "none", "required", {type: function, …} or {type: allowed_tools, …}.
void read_tool_choice(const boost::json::value* value, field_reader& complaints,
                      const std::vector<function_tool>& tools, tool_choice& into);

/// Hash of model, conversation, format, tools and metadata: what shapes the answer. Neither stream
/// nor store count, so that a streamed call says what the plain one says.
std::uint64_t answer_hash(const generation_request& request);

}  // namespace parley::sim::service
