#include "sim/service/generation.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "sim/service/composer.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::int64_t tokens_a_message = 3;  // role and separators
constexpr std::size_t piece_bytes = 8'192;    // frames due together are sent together up to this
constexpr auto at_once = std::chrono::microseconds(200);

}  // namespace

std::string_view role_of(const generation_request& request) {
  for (const auto& [key, value] : request.metadata)
    if (key == "role") return value;
  return {};
}

namespace {

// Reads a prompt piece by piece and finds how much of it other calls of the run begin with too:
// everything up to the first data block, and what the same customer was asked a turn before.
class prompt_pieces {
 public:
  prompt_pieces(prompt_reader& reader, const generation_request& request)
      : reader_(reader), messages_(request.messages.size()) {
    const auto role = role_of(request);
    in_a_talk_ = role == "customer" && messages_ > 2;
  }
  void add(std::string_view role, std::string_view text) {
    const auto fence = in_a_talk_ || shared_ ? text.npos : text.find("<data");
    if (fence != text.npos) shared_ = reader_.text_tokens() + count_tokens(text.substr(0, fence));
    reader_.add(role, text);
  }
  void add_message(std::size_t index, const model_message& message) {
    // The last message, and the answer before it, are new.
    if (in_a_talk_ && index + 2 == messages_) shared_ = reader_.text_tokens();
    add(message.role, message.text);
  }
  std::int64_t shared() const { return shared_.value_or(reader_.text_tokens()); }

 private:
  prompt_reader& reader_;
  std::size_t messages_;
  bool in_a_talk_ = false;
  std::optional<std::int64_t> shared_;
};

bool is_played(const generation_request& request) {
  const auto role = role_of(request);
  return role == "planner" || role == "customer" || role == "proactive" || role == "judge" ||
         role == "tuner";
}

}  // namespace

std::int64_t count_prompt(const generation_request& request, std::string_view scope,
                          prompt_cache* cache, std::int64_t* cached) {
  prompt_reader reader(fmt::format("{} {}", scope, request.model->name));
  prompt_pieces pieces(reader, request);
  // Formats and tools stand before the conversation, as in the real prompt.
  if (request.format.schema) pieces.add("format", json::serialize(*request.format.schema));
  for (const auto& tool : request.tools) {
    pieces.add("tool", tool.name);
    if (tool.description) pieces.add("description", *tool.description);
    if (tool.parameters) pieces.add("parameters", json::serialize(*tool.parameters));
  }
  if (!request.instructions.empty()) {
    pieces.add("instructions", request.instructions);
    reader.add_tokens(tokens_a_message);
  }
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    pieces.add_message(i, request.messages[i]);
    reader.add_tokens(tokens_a_message);
  }
  reader.add_tokens(request.attachment_tokens);
  if (cache)
    *cached = is_played(request) ? cached_by_content(pieces.shared(), request.hash)
                                 : cache->look_up_and_remember(reader);
  return reader.tokens();
}

namespace {

// Iteration, customer, role, turn and the like: which call of the client's this is.
std::string name_of_call(const generation_request& request) {
  std::string out;
  for (const auto& [key, value] : request.metadata) out += (out.empty() ? "" : "/") + value;
  return out;
}

}  // namespace

generation::generation(exchange& call, const generation_request& request)
    : call_(call), request_(request) {
  usage_.input = count_prompt(request, call.scope, &call.state.cache, &usage_.cached);
}

generation::~generation() {
  if (!granted_) return;
  auto& state = call_.state;
  state.log.leave();
  call_.usage = usage_;
  const auto now = state.clock.now();
  const auto& model = request_.model->name;
  if (!call_.in_batch)
    state.log.record_returned(
        call_.scope, model,
        state.quota.settle(call_.scope, model, charged_, usage_.input + usage_.output, now), now);
  state.log.record_usage(call_.scope, request_.model->name, usage_.input, usage_.cached,
                         usage_.output);
  state.counters.input_tokens += static_cast<std::uint64_t>(usage_.input);
  state.counters.output_tokens += static_cast<std::uint64_t>(usage_.output);
}

std::optional<refusal> generation::admit() {
  if (call_.in_batch) {
    // Batches have a quota of their own, which was asked when the batch was validated.
    granted_ = true;
    call_.state.log.enter();
    return std::nullopt;
  }
  const auto allowance = request_.max_output_tokens.value_or(default_output_allowance);
  const quota_request wanted{request_.model->name, role_of(request_),
                             usage_.input + allowance * request_.choices, name_of_call(request_)};
  auto refused = ask_quota(call_, wanted, &charged_);
  granted_ = !refused;
  if (granted_) call_.state.log.enter();
  return refused;
}

void generation::compose() {
  occurrence_ = call_.state.seen.next(request_.hash);
  for (int i = 0; i < request_.choices; ++i) {
    answers_.push_back(compose_answer(request_, call_.state.models, i));
    if (call_.fault) spoil_answer(*call_.fault, answers_.back());
    usage_.output += answers_.back().tokens;
  }
  const auto draw = [this](double scale) {
    return draw_timing(call_.state.speeds.of(*request_.model), request_.hash, occurrence_,
                       usage_.input, usage_.output, scale);
  };
  timing_ = draw(call_.time_scale);
  if (call_.in_batch) {
    const reply_timing real = draw(1);
    call_.model_time = real.first_token + real.generation;
  }
}

std::string generation::make_reply_id(std::string_view prefix) const {
  return make_id(prefix, request_.hash, occurrence_);
}

namespace {

// Bytes that are due go out together, whole frames only, unless a fault wants them in splinters.
class stream_sender {
 public:
  explicit stream_sender(exchange& call) : call_(call) {}

  asio::awaitable<bool> add(std::string frames) {
    if (!due_.empty() && due_.size() + frames.size() > piece_bytes && !co_await flush())
      co_return false;
    due_ += frames;
    co_return true;
  }
  asio::awaitable<bool> flush() {
    if (due_.empty()) co_return true;
    std::string bytes = std::move(due_);
    due_.clear();
    if (call_.fault && call_.fault->kind == fault_kind::stream_split)
      co_return co_await send_in_splinters(call_, std::move(bytes));
    co_return co_await call_.out.chunk(std::move(bytes));
  }

 private:
  exchange& call_;
  std::string due_;
};

}  // namespace

duration offset_of(const stream_piece& piece, const reply_timing& timing) {
  if (piece.share < 0) return timing.first_token / 2;
  return timing.first_token + std::chrono::duration_cast<duration>(timing.generation * piece.share);
}

asio::awaitable<void> send_stream(exchange& call, std::vector<stream_piece> pieces,
                                  reply_timing timing, const response_object* object) {
  auto& clock = call.state.clock;
  const time_point begin = clock.now();
  if (call.fault) {
    spoil_stream(*call.fault, object, pieces);
    if (call.fault->kind == fault_kind::slow_headers) co_await wait_out(call);
  }
  http::fields headers = reply_headers(call, "text/event-stream; charset=utf-8");
  headers.add("cache-control", "no-cache");
  if (!co_await call.out.head(200, std::move(headers))) co_return;
  stream_sender sender(call);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const time_point when = begin + offset_of(pieces[i], timing);
    if (when > clock.now() + at_once) {
      if (!co_await sender.flush()) co_return;
      co_await clock.sleep_until(when);
    }
    if (call.fault && i == pieces.size() / 2) {
      if (!co_await sender.flush()) co_return;
      if (co_await interrupt_stream(call)) co_return;
    }
    if (!co_await sender.add(std::move(pieces[i].frames))) co_return;
  }
  if (!co_await sender.flush()) co_return;
  co_await call.out.finish();
}

reply_identity identity_of(exchange& call, const generation& work) {
  const model_answer& answer = work.answers().front();
  reply_identity identity{work.make_reply_id("resp_"), {}, call.state.unix_now()};
  if (answer.calls.empty()) identity.item_ids.push_back(work.make_reply_id("msg_"));
  for (std::size_t i = 0; i < answer.calls.size(); ++i)
    identity.item_ids.push_back(work.make_reply_id(i == 0 ? "fc_" : fmt::format("fc_{}", i)));
  return identity;
}

fault_facts generation::facts(std::string_view endpoint) const {
  return {endpoint,
          role_of(request_),
          request_.model->name,
          request_.stream,
          request_.hash,
          call_.in_batch ? fault_place::line_text : fault_place::call};
}

}  // namespace parley::sim::service
