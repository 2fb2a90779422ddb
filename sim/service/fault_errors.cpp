#include "sim/service/fault_errors.hpp"

#include <array>

namespace parley::sim::service {
namespace {

api_error quota_error(const std::optional<std::string>& code) {
  return {429, "insufficient_quota",
          "You exceeded your current quota, please check your plan and billing details. For more "
          "information on this error, read the docs: "
          "https://platform.openai.com/docs/guides/error-codes/api-errors.",
          std::nullopt, code.value_or("insufficient_quota")};
}

// The 400s of the real service that a client may have to tell apart.
api_error bad_request(std::string code) {
  struct known {
    std::string_view code, message, param;
  };
  static constexpr std::array<known, 6> table{{
      {"context_length_exceeded",
       "Your input exceeds the context window of this model. Please adjust your input and try "
       "again.",
       "input"},
      {"missing_required_parameter", "Missing required parameter: 'model'.", "model"},
      {"unknown_parameter", "Unknown parameter: 'foo'.", "foo"},
      {"invalid_json_schema",
       "Invalid schema for response_format 'reply': In context=(), 'additionalProperties' is "
       "required to be supplied and to be false.",
       "text.format.schema"},
      {"previous_response_not_found", "Previous response with id 'resp_0' not found.",
       "previous_response_id"},
      {"invalid_prompt",
       "Invalid prompt: your prompt was flagged as potentially violating our "
       "usage policy. Please try again with a different prompt.",
       "input"},
  }};
  for (const known& entry : table)
    if (entry.code == code)
      return invalid_request(std::string(entry.message), std::string(entry.param), std::move(code));
  return invalid_request("Invalid request.", std::nullopt, std::move(code));
}

}  // namespace

api_error error_for(const fault_rule& fault) {
  switch (fault.kind) {
    case fault_kind::rate_limit:
      return {429, "requests",
              "Rate limit reached for this model in organization org-simulated on requests per min "
              "(RPM). Please try again later. Visit "
              "https://platform.openai.com/account/rate-limits to learn more.",
              std::nullopt, fault.code.value_or("rate_limit_exceeded")};
    case fault_kind::insufficient_quota:
      return quota_error(fault.code);
    case fault_kind::slow_down:
      return {
          429, "rate_limit_error",
          "Your request rate increased too quickly. Please reduce your request rate and ramp up "
          "gradually.",
          std::nullopt, "slow_down"};
    case fault_kind::overloaded:
      return {503, "service_unavailable_error",
              "The server is currently overloaded with other requests. Sorry about that! You can "
              "retry your request.",
              std::nullopt, "server_is_overloaded"};
    case fault_kind::unauthorized:
      return incorrect_key("sk-simulated-revoked");
    case fault_kind::forbidden:
      return {403, "invalid_request_error", "Country, region, or territory not supported",
              std::nullopt, fault.code.value_or("unsupported_country_region_territory")};
    case fault_kind::model_not_found:
      return {404, "invalid_request_error",
              "The model does not exist or you do not have access to it.", "model",
              fault.code.value_or("model_not_found")};
    case fault_kind::bad_request:
      return bad_request(fault.code.value_or("invalid_value"));
    case fault_kind::unprocessable:
      return {422, "invalid_request_error", "The request could not be processed.", std::nullopt,
              fault.code};
    case fault_kind::request_timeout:
      return {408, "server_error", "Request timed out.", std::nullopt, std::nullopt};
    case fault_kind::conflict:
      return {409, "invalid_request_error", "The resource is being used by another request.",
              std::nullopt, "conflict"};
    default:
      return internal_error();
  }
}

}  // namespace parley::sim::service
