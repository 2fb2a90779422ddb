// Figures of a load test by name: "p95.e2e", "good_share", "max_rate".
// Must not know: thresholds, comparison, terminals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "output/load_record.hpp"

namespace parley::load {

enum class figure_unit : std::uint8_t { seconds, share, rate, count };

struct figure_name {
  std::string stat;    ///< "p95", "mean", ...; empty for a figure that stands alone
  std::string metric;  ///< "e2e", "good_share", ...
  figure_unit unit = figure_unit::seconds;
  bool more_is_better = false;
};

/// STAT.METRIC with STAT mean, min, p50, p75, p90, p95, p99, p99.9 or max and METRIC e2e, e2e_sent,
/// ttft, ttft_sent, itl, tpot, connect, held, lag or user_rate; or one of rps, good_rps, good,
/// errors, limited, in_tps, out_tps, total_tps, max_rate, cpu. Nothing: no such figure.
std::optional<figure_name> figure_of(std::string_view text);
std::string known_figures();  ///< for messages

/// Nothing: the step has no such figure (no stream, no completed request).
std::optional<double> value_of(const figure_name& figure, const load_step& step);

/// The step that answers for the whole test: of a sweep, the highest rate that met the objective
/// (else the first); otherwise every measured step counts by itself. Indices.
std::vector<std::size_t> answering_steps(const load_record& record);

/// Four digits at least, never an exponent: "51.28", "1820", "654321".
std::string amount_text(double value);

/// "3.2 s", "45 ms", "99.2 %", "51.3/s"
std::string figure_text(double value, figure_unit unit);

}  // namespace parley::load
