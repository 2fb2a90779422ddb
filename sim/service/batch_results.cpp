#include "sim/service/batch_results.hpp"

#include <algorithm>

#include "base/random_stream.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

std::string_view message_for(std::string_view code) {
  if (code == "batch_expired")
    return "This request could not be executed before the completion window expired.";
  if (code == "batch_cancelled")
    return "This request was not executed because the batch was cancelled.";
  return "The result of this request does not fit into the files of the batch any more.";
}

}  // namespace

std::string unanswered_line(std::string_view custom_id, std::string_view code,
                            std::uint64_t number) {
  json_text out;
  out.open('{');
  out.member("id", make_id("batch_req_", stable_hash(custom_id), number).substr(0, 42));
  out.member("custom_id", custom_id);
  out.null_member("response");
  out.key("error");
  out.open('{');
  out.member("code", code);
  out.member("message", message_for(code));
  out.close('}');
  out.close('}');
  return out.take();
}

void batch_results::add(std::string_view custom_id, std::string json, bool succeeded,
                        double finished) {
  if (bytes_ + json.size() > max_batch_output_bytes) {
    json = unanswered_line(custom_id, "output_limit_exceeded", 0);
    succeeded = false;
  }
  bytes_ += json.size();
  pending_.push({finished, succeeded});
  last_ = std::max(last_, finished);
  if (!json.empty()) (succeeded ? output_ : errors_).push_back(std::move(json));
}

void batch_results::add_unfinished(std::string_view custom_id, std::string_view code,
                                   std::uint64_t number) {
  errors_.push_back(unanswered_line(custom_id, code, number));
}

void batch_results::advance(double seconds) {
  for (; !pending_.empty() && pending_.top().first <= seconds; pending_.pop())
    ++(pending_.top().second ? completed_ : failed_);
}

std::string batch_results::joined(std::vector<std::string>& lines, std::uint64_t seed) {
  std::vector<std::size_t> order(lines.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  random_stream random(seed, "batch", "order");
  shuffle(order, random);
  if (order.size() > 1 && std::is_sorted(order.begin(), order.end()))
    std::rotate(order.begin(), order.begin() + 1, order.end());
  std::size_t bytes = 0;
  for (const auto& line : lines) bytes += line.size() + 1;
  std::string text;
  text.reserve(bytes);
  for (const std::size_t i : order) {
    (text += lines[i]) += '\n';
    lines[i] = {};  // a large file is not kept twice
  }
  return text;
}

}  // namespace parley::sim::service
