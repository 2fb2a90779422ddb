#include "test/bench/quota_recorder.hpp"

#include <algorithm>

#include "test/sim/scripted_texts.hpp"

namespace parley::bench {

asio::awaitable<call_result> call_recorder::complete(shared_request request, time_point deadline) {
  const std::string customer = test::metadata_of(*request, "customer_id");
  if (customer.empty()) co_return co_await inner_.complete(std::move(request), deadline);
  // Judged a second time: the iteration is over, and the next prompt is being written.
  const bool is_check = !test::metadata_of(*request, "judgement").empty();
  if (first_ask_ == time_point{}) first_ask_ = clock_.now();
  observed_call seen;
  seen.model = request->model;
  seen.talk = request->role != agent_role::judge;
  const int room = request->max_output_tokens;
  call_result reply = co_await inner_.complete(std::move(request), deadline);
  if (!reply) {
    ++failures_;
    co_return reply;
  }
  const std::int64_t output = refunds_(seen.model) ? reply->usage.output : room;
  seen.tokens = reply->usage.input + output;
  if (is_check) {
    last_check_ = clock_.now();
    check_tokens_ += static_cast<double>(seen.tokens);
    co_return reply;
  }
  last_answer_ = clock_.now();
  const auto latency = std::chrono::duration_cast<duration>(reply->latency);
  const time_point sent = last_answer_ - latency;
  sent_.push_back(since_first(sent));
  constexpr auto noticeable = std::chrono::milliseconds(20);
  if (reply->queued > noticeable) last_queued_ = std::max(last_queued_, sent);
  seen.latency_sec = std::chrono::duration<double>(latency).count();
  chains_[customer].push_back(std::move(seen));
  co_return reply;
}

std::vector<call_chain> call_recorder::chains() const {
  std::vector<call_chain> out;
  for (const auto& [customer, chain] : chains_) out.push_back(chain);
  return out;
}

double call_recorder::makespan() const {
  return since_first(last_answer_);
}

double call_recorder::charged_before_checks() const {
  double before = 0;
  for (const auto& [customer, chain] : chains_)
    for (const observed_call& call : chain) before += static_cast<double>(call.tokens);
  return before > 0 ? before / (before + check_tokens_) : 1;
}

double call_recorder::checks() const {
  return std::max(0.0, since_first(last_check_) - makespan());
}

double call_recorder::saturated() const {
  return last_queued_ == time_point{} ? 0 : since_first(last_queued_);
}

std::vector<double> call_recorder::sent_at() const {
  return sent_;
}

}  // namespace parley::bench
