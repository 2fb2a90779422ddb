#include "sim/service/batch_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::string_view blank = " \t\r";

std::size_t inputs_of(const json::object& body) {
  const auto* input = body.if_contains("input");
  const auto* list = input ? input->if_array() : nullptr;
  const bool several = list && !list->empty() && !(*list)[0].is_number();
  return several ? list->size() : 1;
}

std::string grouped(std::int64_t number) {
  std::string digits = fmt::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace

batch_input::batch_input(std::string_view text, std::string endpoint)
    : rest_(text), endpoint_(std::move(endpoint)) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

void batch_input::complain(std::string code, std::string message,
                           std::optional<std::string> param) {
  if (problems_.size() < max_batch_problems)
    problems_.push_back({std::move(code), std::move(message), std::move(param), number_});
}

bool batch_input::read(std::size_t lines) {
  for (; lines > 0 && !rest_.empty(); --lines) {
    const auto end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    while (!line.empty() && blank.find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    if (!line.empty()) read_line(line);
    if (requests_ > max_batch_lines) rest_ = {};
  }
  return !rest_.empty();
}

void batch_input::read_line(std::string_view line) {
  ++requests_;
  const auto parsed = parse_body(line);
  if (!parsed)
    return complain("invalid_json_line", "This line is not parseable as valid JSON.", std::nullopt);
  const auto& object = (*parsed)->get_object();
  for (const std::string_view name : {"custom_id", "method", "url", "body"})
    if (!object.contains(name))
      return complain("missing_required_parameter",
                      fmt::format("Missing required parameter: '{}'.", name), std::string(name));
  const auto id = text_of(object, "custom_id");
  if (id.empty() || id.size() > 512)
    return complain("invalid_custom_id", "The custom_id must be a string of 1 to 512 bytes.",
                    "custom_id");
  if (!ids_.emplace(id).second)
    return complain("duplicate_custom_id",
                    fmt::format("The custom_id '{}' for this request is a duplicate of another "
                                "request. The custom_id parameter must be unique for each request "
                                "in a batch.",
                                id.substr(0, 128)),
                    "custom_id");
  if (text_of(object, "method") != "POST")
    return complain("invalid_method", "The method must be 'POST'.", "method");
  if (text_of(object, "url") != endpoint_)
    return complain("url_mismatch",
                    fmt::format("The URL provided for this request does not match the batch "
                                "endpoint: expected '{}', got '{}'.",
                                endpoint_, text_of(object, "url").substr(0, 128)),
                    "url");
  const auto* body = object.at("body").if_object();
  if (!body) return complain("invalid_request", "The body must be a JSON object.", "body");
  check_body(*body);
  lines_.push_back({std::string(id), line});
  tokens_ += count_tokens(line);
}

void batch_input::check_body(const boost::json::object& body) {
  inputs_ += endpoint_ == "/v1/embeddings" ? inputs_of(body) : 1;
  const auto model = text_of(body, "model");
  if (model.empty())
    return complain("missing_required_parameter", "Missing required parameter: 'body.model'.",
                    "body.model");
  if (model_name_.empty()) {
    model_name_ = std::string(model);
    model_ = find_model(model);
    const bool fits =
        model_ && (model_->kind == model_kind::embedding) == (endpoint_ == "/v1/embeddings");
    if (!fits)
      complain("model_not_found",
               fmt::format("The provided model '{}' is not supported by the Batch API.",
                           model.substr(0, 128)),
               "body.model");
  } else if (model != model_name_) {
    complain("model_mismatch",
             fmt::format("The provided model '{}' does not match the model '{}' of the first "
                         "request. All requests of a batch must name one model.",
                         model.substr(0, 128), model_name_.substr(0, 128)),
             "body.model");
  }
}

std::vector<batch_problem> batch_input::problems(std::int64_t enqueued, std::int64_t most) {
  const auto whole_file = [this](std::string code, std::string message) {
    problems_.insert(problems_.begin(),
                     {std::move(code), std::move(message), std::nullopt, std::nullopt});
  };
  if (requests_ == 0)
    whole_file("empty_file",
               "The input file is empty. Please ensure that the batch contains at "
               "least one request.");
  if (requests_ > max_batch_lines || inputs_ > max_batch_inputs)
    whole_file("too_many_tasks",
               fmt::format("The batch has too many requests. The limit is {}.", max_batch_lines));
  if (problems_.empty() && most > 0 && model_ && enqueued + tokens_ > most)
    whole_file("token_limit_exceeded",
               fmt::format("Enqueued token limit reached for {} in organization org-simulated. "
                           "Limit: {} enqueued tokens. Please try again once some in_progress "
                           "batches have been completed.",
                           model_->name, grouped(most)));
  return problems_;
}

}  // namespace parley::sim::service
