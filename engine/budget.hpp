// The run's hard limits on requests, tokens and money: nothing is sent whose worst case does not
// fit beside what is spent and what is reserved. Pure.
// Must not know: calls in flight, providers, who waits.
#pragma once

#include <optional>
#include <string>

#include "base/chat.hpp"
#include "config/settings.hpp"
#include "output/run_record.hpp"

namespace parley {

struct expense {
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  double cost = 0;  ///< in the prices' currency

  expense& operator+=(const expense& other);
  expense& operator-=(const expense& other);
};

/// No more input tokens than bytes (a token is at least one byte) and all of the output's room, at
/// full price. Without a price the cost is 0.
expense worst_case(const chat_request& request, const settings& config);

class budget {
 public:
  /// `spent`: by earlier sessions of the run.
  budget(const loop_settings& limits, expense spent) : limits_(limits), spent_(spent) {}

  /// Whether `worst` fits now. When not, and nothing is reserved, it never will.
  bool fits(const expense& worst) const { return !over(worst); }
  bool anything_reserved() const { return reserved_.requests > 0; }
  void reserve(const expense& worst) { reserved_ += worst; }
  /// The reservation goes home; what was really used is spent.
  void settle(const expense& worst, const expense& used);

  const expense& spent() const { return spent_; }
  const expense& reserved() const { return reserved_; }

  struct refusal {
    stop_reason reason;
    std::string sentence;  ///< what is left, what the call may need, what to do
  };
  /// Precondition: !fits(worst).
  refusal refuse(const expense& worst, const std::string& currency) const;

 private:
  std::optional<stop_reason> over(const expense& worst) const;

  loop_settings limits_;
  expense spent_;
  expense reserved_;
};

}  // namespace parley
