#include "sim/service/background.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "sim/service/captured_reply.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/stream_plan.hpp"

namespace parley::sim::service {
namespace {

constexpr auto longest_nap = std::chrono::milliseconds(50);  // a cancellation is seen within this

// Pieces hold several frames; a reader that comes back asks for single ones.
void add_frames(std::vector<timed_frame>& frames, time_point when, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size() - 2) + 2;
    frames.push_back({when, std::string(text.substr(0, end))});
    text.remove_prefix(end);
  }
}

exchange detached_exchange(const exchange& from, const http::request& request,
                           http::response_writer& out) {
  exchange call(from.state, request, out);
  call.scope = from.scope;
  return call;
}

asio::awaitable<void> sleep_until_done(clock_source& clock, std::shared_ptr<background_job> job) {
  while (!job->is_cancelled && clock.now() < job->ends)
    co_await clock.sleep_until(std::min<time_point>(job->ends, clock.now() + longest_nap));
}

asio::awaitable<void> finish_job(service_state& state, std::shared_ptr<background_job> job,
                                 std::unique_ptr<detached_request> from, stored_response kept) {
  co_await sleep_until_done(state.clock, job);
  job->is_done = true;
  from.reset();                                          // settles the quota
  if (!state.jobs.find(job->scope, job->id)) co_return;  // deleted meanwhile
  kept.json = job->json_at(job->ends);
  if (job->is_cancelled) kept.conversation.clear();
  state.store.put(job->scope, job->id, std::move(kept));
}

}  // namespace

detached_request::detached_request(const exchange& from, generation_request what)
    : request(from.request),
      out(std::make_unique<captured_reply>()),
      call(detached_exchange(from, request, *out)),
      asked(std::move(what)),
      work(call, asked) {
  request.body = {};  // what is needed of it was read
}

asio::awaitable<void> start_background(exchange& call, std::unique_ptr<detached_request> from,
                                       stored_response kept) {
  auto& state = call.state;
  const generation& work = from->work;
  const model_answer& answer = work.answers().front();
  const response_object object(from->asked, identity_of(call, work));
  const auto total = work.timing().first_token + work.timing().generation;
  const auto now = state.clock.now();
  const auto completed_at =
      state.unix_now() + std::chrono::duration_cast<std::chrono::seconds>(total).count();
  auto job = std::make_shared<background_job>();
  job->id = object.identity().id;
  job->scope = call.scope;
  kept.output_ids = object.identity().item_ids;
  job->starts = now + work.timing().first_token / 2;
  job->ends = now + total;
  job->queued = object.queued();
  job->in_progress = object.started();
  job->cancelled = object.cancelled();
  job->finished = object.finished(answer, work.usage(), completed_at);
  const bool streams = from->asked.stream;
  const stream_form form{deltas_for(work.timing(), answer.tokens), from->asked.obfuscate, true};
  std::vector<stream_piece> pieces;
  if (streams) pieces = plan_response_stream(object, answer, work.usage(), completed_at, form);
  if (streams && call.fault) spoil_stream(*call.fault, &object, pieces);
  for (const auto& piece : pieces)
    add_frames(job->frames, now + offset_of(piece, work.timing()), piece.frames);
  if (!state.jobs.put(job)) {
    api_error error{429, "requests", "Too many responses are being made in the background.",
                    std::nullopt, "rate_limit_exceeded"};
    co_return co_await send_error(call, std::move(error));
  }
  kept.json = job->queued;
  state.store.put(job->scope, job->id, kept);
  state.start_task(co_await asio::this_coro::executor,
                   finish_job(state, job, std::move(from), std::move(kept)));
  if (streams) co_return co_await stream_job(call, job, -1);
  co_await send_json(call, 200, job->queued);
}

asio::awaitable<void> stream_job(exchange& call, std::shared_ptr<background_job> job,
                                 std::int64_t after) {
  auto& clock = call.state.clock;
  http::fields headers = reply_headers(call, "text/event-stream; charset=utf-8");
  headers.add("cache-control", "no-cache");
  if (!co_await call.out.head(200, std::move(headers))) co_return;
  const auto first = static_cast<std::size_t>(after + 1);
  for (std::size_t n = first; n < job->frames.size(); ++n) {
    const timed_frame& frame = job->frames[n];
    while (!job->is_cancelled && clock.now() < frame.when)
      co_await clock.sleep_until(std::min<time_point>(frame.when, clock.now() + longest_nap));
    // The API's list of events has none for a cancellation: the stream just ends.
    if (job->is_cancelled) break;
    if (!co_await call.out.chunk(frame.bytes)) co_return;
  }
  co_await call.out.finish();
}

}  // namespace parley::sim::service
