#include "sim/service/generation.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "sim/service/composer.hpp"
#include "sim/service/ids.hpp"

namespace parley::sim::service {
namespace {

constexpr std::int64_t tokens_a_message = 3;  // role and separators
constexpr std::size_t piece_bytes = 8'192;    // frames due together are sent together up to this
constexpr auto at_once = std::chrono::microseconds(200);

api_error rate_limit_error(const quota_decision& decision, const quota_policy& policy,
                           std::string_view model, std::int64_t requested) {
  const bool tokens = decision.verdict != quota_verdict::no_requests;
  const std::string_view unit = tokens ? "tokens per min (TPM)" : "requests per min (RPM)";
  const auto limit = tokens ? policy.tokens_per_minute : policy.requests_per_minute;
  api_error error{429, tokens ? "tokens" : "requests", {}, std::nullopt, "rate_limit_exceeded"};
  constexpr std::string_view visit =
      "Visit https://platform.openai.com/account/rate-limits to learn more.";
  if (decision.verdict == quota_verdict::too_large)
    error.message = fmt::format(
        "Request too large for {} in organization org-simulated on {}: Limit {}, Requested {}. The "
        "input or output tokens must be reduced in order to run successfully. {}",
        model, unit, limit, requested, visit);
  else
    error.message = fmt::format(
        "Rate limit reached for {} in organization org-simulated on {}: Limit {}, Used {}, Requested "
        "{}. Please try again in {}. {}",
        model, unit, limit, decision.used, tokens ? requested : 1, duration_text(decision.wait),
        visit);
  return error;
}

call_event event_of(quota_verdict verdict) {
  switch (verdict) {
    case quota_verdict::granted: return call_event::granted;
    case quota_verdict::no_requests: return call_event::refused_requests;
    case quota_verdict::no_tokens: return call_event::refused_tokens;
    case quota_verdict::too_large: return call_event::too_large;
  }
  return call_event::granted;
}

}  // namespace

std::string_view role_of(const generation_request& request) {
  for (const auto& [key, value] : request.metadata)
    if (key == "role") return value;
  return {};
}

std::int64_t count_prompt(const generation_request& request, std::string_view scope,
                          prompt_cache* cache, std::int64_t* cached) {
  prompt_reader reader(fmt::format("{} {}", scope, request.model->name));
  // Formats and tools stand before the conversation, as in the real prompt.
  if (request.format.schema) reader.add("format", json::serialize(*request.format.schema));
  for (const auto& tool : request.tools) {
    reader.add("tool", tool.name);
    if (tool.description) reader.add("description", *tool.description);
    if (tool.parameters) reader.add("parameters", json::serialize(*tool.parameters));
  }
  if (!request.instructions.empty()) {
    reader.add("instructions", request.instructions);
    reader.add_tokens(tokens_a_message);
  }
  for (const auto& message : request.messages) {
    reader.add(message.role, message.text);
    reader.add_tokens(tokens_a_message);
  }
  reader.add_tokens(request.attachment_tokens);
  if (cache) *cached = cache->look_up_and_remember(reader);
  return reader.tokens();
}

generation::generation(exchange& call, const generation_request& request)
    : call_(call), request_(request) {
  usage_.input = count_prompt(request, call.scope, &call.state.cache, &usage_.cached);
}

generation::~generation() {
  if (!granted_) return;
  auto& state = call_.state;
  state.quota.settle(call_.scope, request_.model->name, charged_, usage_.input + usage_.output,
                     state.clock.now());
  state.log.record_usage(call_.scope, request_.model->name, usage_.input, usage_.cached,
                         usage_.output);
  state.counters.input_tokens += static_cast<std::uint64_t>(usage_.input);
  state.counters.output_tokens += static_cast<std::uint64_t>(usage_.output);
}

std::optional<api_error> generation::admit(http::fields& headers) {
  auto& state = call_.state;
  const std::string_view model = request_.model->name;
  const auto allowance = request_.max_output_tokens.value_or(default_output_allowance);
  const std::int64_t wanted = usage_.input + allowance * request_.choices;
  const auto now = state.clock.now();
  const quota_decision decision = state.quota.admit(call_.scope, model, wanted, now);
  call_.quota = decision.state;
  state.log.record(call_.scope,
                   {event_of(decision.verdict), std::string(model), std::string(role_of(request_)),
                    {}, wanted},
                   now);
  if (decision.verdict == quota_verdict::granted) {
    granted_ = true;
    charged_ = decision.charged;
    ++state.counters.granted;
    return std::nullopt;
  }
  ++state.counters.refused;
  if (decision.verdict != quota_verdict::too_large) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(decision.wait).count();
    headers.set("retry-after-ms", fmt::to_string(std::max<std::int64_t>(1, ms)));
    headers.set("retry-after", fmt::to_string(std::max<std::int64_t>(1, (ms + 999) / 1000)));
  }
  return rate_limit_error(decision, state.quota.policy_for(model), model, wanted);
}

void generation::compose() {
  occurrence_ = call_.state.seen.next(request_.hash);
  for (int i = 0; i < request_.choices; ++i) {
    answers_.push_back(compose_answer(request_, call_.state.models, i));
    usage_.output += answers_.back().tokens;
  }
  timing_ = draw_timing(*request_.model, request_.hash, occurrence_, usage_.input, usage_.output,
                        call_.state.time_scale);
}

std::string generation::make_reply_id(std::string_view prefix) const {
  return make_id(prefix, request_.hash, occurrence_);
}

asio::awaitable<void> send_stream(exchange& call, const std::vector<stream_piece>& pieces,
                                  reply_timing timing) {
  auto& clock = call.state.clock;
  const time_point begin = clock.now();
  http::fields headers = reply_headers(call, "text/event-stream; charset=utf-8");
  headers.add("cache-control", "no-cache");
  if (!co_await call.out.head(200, std::move(headers))) co_return;
  std::string due;
  for (const stream_piece& piece : pieces) {
    // The stream is opened half-way to the first token.
    const auto offset = piece.share < 0 ? timing.first_token / 2
                                        : timing.first_token + std::chrono::duration_cast<duration>(
                                                                   timing.generation * piece.share);
    const time_point when = begin + offset;
    if (when > clock.now() + at_once) {
      if (!due.empty() && !co_await call.out.chunk(std::move(due))) co_return;
      due.clear();
      co_await clock.sleep_until(when);
    } else if (due.size() + piece.frames.size() > piece_bytes && !due.empty()) {
      if (!co_await call.out.chunk(std::move(due))) co_return;
      due.clear();
    }
    due += piece.frames;
  }
  if (!co_await call.out.chunk(std::move(due))) co_return;
  co_await call.out.finish();
}

}  // namespace parley::sim::service
