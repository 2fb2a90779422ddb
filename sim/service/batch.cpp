#include "sim/service/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 8> names{"validating", "failed",    "in_progress",
                                                "finalizing", "completed", "expired",
                                                "cancelling", "cancelled"};

void optional_member(json_text& out, std::string_view name, std::optional<std::int64_t> value) {
  value ? out.member(name, *value) : out.null_member(name);
}

void write_problems(json_text& out, const std::vector<batch_problem>& problems) {
  out.key("errors");
  if (problems.empty()) return out.literal("null");
  out.open('{');
  out.member("object", "list");
  out.key("data");
  out.open('[');
  for (const auto& problem : problems) {
    out.open('{');
    out.member("code", problem.code);
    out.member("message", problem.message);
    problem.param ? out.member("param", *problem.param) : out.null_member("param");
    optional_member(out, "line", problem.line);
    out.close('}');
  }
  out.close(']');
  out.close('}');
}

void write_usage(json_text& out, const usage_counts& usage) {
  out.literal_member(
      "usage", fmt::format(R"({{"input_tokens":{},"input_tokens_details":{{"cached_tokens":{}}},)"
                           R"("output_tokens":{},"output_tokens_details":{{"reasoning_tokens":0}},)"
                           R"("total_tokens":{}}})",
                           usage.input, usage.cached, usage.output, usage.input + usage.output));
}

}  // namespace

std::string_view to_string(batch_status status) {
  return names[static_cast<std::size_t>(status)];
}

bool batch::is_over() const {
  return status == batch_status::failed || status == batch_status::completed ||
         status == batch_status::expired || status == batch_status::cancelled;
}

bool batch::take(batch_event event, double seconds) {
  const auto now = created_at + static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e9));
  const auto enter = [&](batch_status next, std::optional<std::int64_t>& when) {
    status = next;
    when = now;
    return true;
  };
  switch (event) {
    case batch_event::invalid:
      return status == batch_status::validating && enter(batch_status::failed, failed_at);
    case batch_event::validated:
      return status == batch_status::validating && enter(batch_status::in_progress, in_progress_at);
    case batch_event::lines_done:
      return status == batch_status::in_progress && enter(batch_status::finalizing, finalizing_at);
    case batch_event::window_passed:
      if (status != batch_status::in_progress) return false;
      late = true;
      return enter(batch_status::finalizing, finalizing_at);
    case batch_event::cancel_asked:
      return (status == batch_status::validating || status == batch_status::in_progress ||
              status == batch_status::finalizing) &&
             enter(batch_status::cancelling, cancelling_at);
    case batch_event::files_written:
      if (status == batch_status::cancelling) return enter(batch_status::cancelled, cancelled_at);
      if (status != batch_status::finalizing) return false;
      return late ? enter(batch_status::expired, expired_at)
                  : enter(batch_status::completed, completed_at);
  }
  return false;
}

std::string batch_json(const batch& what) {
  json_text out;
  out.open('{');
  out.member("id", what.id);
  out.member("object", "batch");
  out.member("endpoint", what.endpoint);
  if (!what.model.empty()) out.member("model", what.model);
  write_problems(out, what.problems);
  out.member("input_file_id", what.input_file_id);
  out.member("completion_window", "24h");
  out.member("status", to_string(what.status));
  const auto file = [&](std::string_view name, const std::string& id) {
    id.empty() ? out.null_member(name) : out.member(name, id);
  };
  file("output_file_id", what.output_file_id);
  file("error_file_id", what.error_file_id);
  out.member("created_at", what.created_at);
  optional_member(out, "in_progress_at", what.in_progress_at);
  out.member("expires_at", what.expires_at());
  optional_member(out, "finalizing_at", what.finalizing_at);
  optional_member(out, "completed_at", what.completed_at);
  optional_member(out, "failed_at", what.failed_at);
  optional_member(out, "expired_at", what.expired_at);
  optional_member(out, "cancelling_at", what.cancelling_at);
  optional_member(out, "cancelled_at", what.cancelled_at);
  out.literal_member("request_counts", fmt::format(R"({{"total":{},"completed":{},"failed":{}}})",
                                                   what.total, what.completed, what.failed));
  write_usage(out, what.usage);
  out.literal_member("metadata", what.metadata_json);
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
