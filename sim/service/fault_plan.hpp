// What the service does wrong on purpose, to whom and when: rules, seeded, switchable at run time.
// Must not know: sockets, how a fault is carried out.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "sim/service/fault_rules.hpp"
#include "sim/service/occurrences.hpp"

namespace parley::sim::service {

/// Where a fault may strike.
enum class fault_place : std::uint8_t {
  call,        ///< a request on a connection
  line_text,   ///< what the model says to a line of a batch
  batch,       ///< a batch, when it is created
  batch_line,  ///< a line of a batch, when it is written
  connection,  ///< a new connection
};

/// What a rule looks at.
struct fault_facts {
  std::string_view endpoint, role, model;
  bool stream = false;
  std::uint64_t hash = 0;  ///< of the request
  fault_place place = fault_place::call;
};

class fault_plan {
 public:
  explicit fault_plan(time_point start) : start_(start) {}

  /// {"seed"?: n, "faults": [rule…]} replaces the plan. Errors name the rule's member.
  checked<void> replace(const boost::json::object& document, time_point now);
  /// The first rule that strikes this call. Chance depends on (seed, rule, request, how often the
  /// request came), never on the order of different requests.
  std::optional<fault_rule> strike(const fault_facts& facts, time_point now);
  std::string to_json() const;
  bool empty() const { return rules_.empty(); }

  /// A window of refuse_connections is open.
  bool refuses_connections(time_point now) const;
  /// When that may change; time_point::max() when it never does.
  time_point next_refusal_change(time_point now) const;

 private:
  struct live_rule {
    fault_rule rule;
    std::int64_t fitting = 0, strikes = 0, burst_left = 0;
    occurrences seen;
  };
  bool strikes(live_rule& live, std::size_t index, const fault_facts& facts);
  double elapsed(time_point now) const {
    return std::chrono::duration<double>(now - start_).count();
  }
  std::vector<live_rule> rules_;
  std::uint64_t seed_ = 1;
  time_point start_;
};

}  // namespace parley::sim::service
