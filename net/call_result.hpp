// What a call ends with, in one pointer.
// Must not know: who calls, who answers.
#pragma once

#include <memory>
#include <utility>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley {

/// Used like result<chat_reply>, which it owns on the heap: a coroutine that waits for a call has
/// room for its outcome twice, and thousands wait in several coroutines each. Empty only by
/// default and after it was moved from.
class call_result {
 public:
  call_result() = default;  ///< empty: co_spawn wants one to hand over beside an exception
  call_result(result<chat_reply> outcome)
      : outcome_(std::make_unique<result<chat_reply>>(std::move(outcome))) {}
  call_result(chat_reply reply) : call_result(result<chat_reply>(std::move(reply))) {}
  call_result(failure why) : call_result(result<chat_reply>(std::move(why))) {}

  bool has_value() const { return outcome_->has_value(); }
  bool has_error() const { return !has_value(); }
  explicit operator bool() const { return has_value(); }
  chat_reply* operator->() { return &**outcome_; }
  const chat_reply* operator->() const { return &**outcome_; }
  chat_reply& operator*() { return **outcome_; }
  const chat_reply& operator*() const { return **outcome_; }
  failure error() const { return outcome_->error(); }

  const result<chat_reply>& get() const { return *outcome_; }
  result<chat_reply> take() && { return std::move(*outcome_); }

 private:
  std::unique_ptr<result<chat_reply>> outcome_;
};

}  // namespace parley
