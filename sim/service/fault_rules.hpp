// One rule of a fault plan: what goes wrong, for whom, when and how often; read from JSON.
// Must not know: the clock, how a fault is carried out.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/service/fault_kinds.hpp"
#include "sim/service/field_reader.hpp"

namespace parley::sim::service {

/// Without nth, every and probability it strikes every call that it fits.
struct fault_rule {
  fault_kind kind = fault_kind::server_error;
  std::string role, model, endpoint;  ///< empty: any; endpoint: "responses", "chat", "embeddings"
  double probability = -1;            ///< 0..1; below 0: not given
  std::vector<std::int64_t> nth;      ///< of the calls that fit, from 1
  std::int64_t every = 0;             ///< each n-th call that fits
  std::int64_t burst = 1;             ///< calls struck in a row once it strikes
  std::int64_t limit = -1;            ///< strikes at most, below 0: no limit
  double from_s = 0;                  ///< since the plan was set
  double until_s = -1;                ///< below 0: for ever
  double period_s = 0;                ///< the window comes back as often as this; 0: once
  std::optional<std::int64_t> retry_after_ms;
  std::optional<std::string> retry_after;  ///< as text: "0", "3600", an HTTP date
  std::optional<bool> should_retry;        ///< x-should-retry
  std::optional<std::string> code;         ///< of the error, where the kind allows several
  double seconds = 1;                      ///< of slowness, 0..3600
  std::string note;                        ///< for people; says nothing to the service

  bool in_window(double elapsed_s) const;
  /// Seconds from `elapsed_s` until in_window() may change; nothing: never again.
  std::optional<double> until_change(double elapsed_s) const;
};

inline constexpr std::size_t max_fault_rules = 64;

/// Names that a rule may have, for messages.
std::span<const std::string_view> fault_rule_members();
std::span<const std::string_view> fault_kind_names();

/// Reads one rule; complaints name `path`, such as "faults[2]".
void read_fault_rule(const boost::json::object& object, const std::string& path,
                     field_reader& complaints, fault_rule& rule);

std::string fault_rule_json(const fault_rule& rule, std::int64_t calls, std::int64_t strikes);

}  // namespace parley::sim::service
