// Two load tests side by side: differences with intervals, and what they allow to say.
// Must not know: files, terminals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/load/figure.hpp"
#include "output/load_record.hpp"

namespace parley::load {

struct interval {
  double low = 0, high = 0;
};

enum class finding : std::uint8_t { better, worse, no_difference, unknown };
std::string_view to_string(finding what);

struct figure_difference {
  std::string figure;  ///< "p95.e2e"
  figure_unit unit = figure_unit::seconds;
  std::optional<double> before, after;  ///< nothing: not measured
  interval change;                      ///< of after - before
  finding says = finding::unknown;
};

struct step_difference {
  std::string step;
  std::vector<figure_difference> figures;
};

struct load_difference {
  std::vector<step_difference> steps;  ///< those that both tests have, by name
  std::vector<std::string> unmatched;  ///< steps of one test only
  std::vector<std::string> cautions;   ///< why the comparison may mislead
};

/// Intervals at `confidence`. Requests of a load test are not independent: neighbours share the
/// server's state. So the sizes are cut by the design effect, the variance of the means of seconds
/// over what independent requests would give (batch means; Kish, Survey Sampling, 1965). Quantiles:
/// ranks of the binomial distribution (Hahn and Meeker, Statistical Intervals, 1991, 5.2); means
/// and rates: t over the seconds; shares: Wilson's score. Differences are joined by MOVER (Zou and
/// Donner, 2008). A step measured for fewer than 5 seconds, or with fewer than 20 requests, gives
/// `unknown`.
load_difference compare_loads(const load_record& before, const load_record& after,
                              double confidence = 0.95);

/// How many independent requests a step's `requests` are worth, from its seconds.
double effective_size(const load_record& record, std::size_t step);

}  // namespace parley::load
