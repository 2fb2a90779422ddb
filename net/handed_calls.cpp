#include "net/handed_calls.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parley {
namespace {

class handed_codec;

class handed_reply final : public wire::reply_assembler {
 public:
  explicit handed_reply(const handed_codec& from) : from_(from) {}
  void take(const wire::sse_event& event) override { number_ = event.data; }
  bool ended() const override { return !number_.empty(); }
  std::size_t pieces() const override { return number_.empty() ? 0 : 1; }
  wire::wire_result<chat_reply> finish() override;

 private:
  const handed_codec& from_;
  std::string number_;
};

class handed_codec final : public wire::codec {
 public:
  explicit handed_codec(handed_calls& calls) : calls_(calls) {}
  std::string_view target() const override { return "/calls"; }
  std::string encode_with_room(const chat_request& request, bool, int room) const override {
    return calls_.put(request, room);
  }
  wire::wire_result<chat_reply> decode(std::string_view number) const override {
    std::optional<chat_reply> reply = calls_.take_answer(number);
    if (!reply) return wire::wire_fail(failure_code::connection_lost, "the reply broke off");
    return std::move(*reply);
  }
  std::unique_ptr<wire::reply_assembler> assembler() const override {
    return std::make_unique<handed_reply>(*this);
  }

 private:
  handed_calls& calls_;
};

wire::wire_result<chat_reply> handed_reply::finish() {
  return from_.decode(number_);
}

}  // namespace

std::string handed_calls::put(const chat_request& request, int room) {
  std::string number = fmt::to_string(++last_);
  asked_.emplace(number, call{&request, room});
  return number;
}

std::optional<chat_reply> handed_calls::take_answer(std::string_view number) {
  const auto found = answered_.find(number);
  if (found == answered_.end()) return std::nullopt;
  return std::move(answered_.extract(found).mapped());
}

asio::awaitable<result<http::exchange_result>> handed_calls::deliver(
    clock_source& clock, std::string number, chat_reply reply, http::exchange_result out,
    time_point first, time_point ready, time_point deadline, http::body_sink sink,
    http::head_sink on_head) {
  if (sink) {
    co_await clock.sleep_until(std::min(first, deadline));
    if (first <= deadline && on_head) on_head(out.reply);
  }
  co_await clock.sleep_until(std::min(ready, deadline));
  if (ready > deadline) co_return fail(failure_code::timed_out, "simulated: no reply in time");
  if (!sink && on_head) on_head(out.reply);
  answered_.insert_or_assign(number, std::move(reply));
  asked_.erase(number);
  out.times.first_byte = sink ? first : clock.now();
  out.times.complete = clock.now();
  if (sink)
    sink(fmt::format("data: {}\n\n", number));
  else
    out.reply.body = std::move(number);
  co_return out;
}

std::unique_ptr<wire::codec> make_handed_codec(handed_calls& calls) {
  return std::make_unique<handed_codec>(calls);
}

}  // namespace parley
