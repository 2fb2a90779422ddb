// A forecast for people and for programs.
// Must not know: how it was made, the terminal.
#pragma once

#include <string>
#include <vector>

#include "engine/forecast/forecast.hpp"

namespace parley::cli {

/// What was forecast.
struct plan_subject {
  std::size_t customers = 0;
  std::string provider;    ///< "sim" or "openai"
  std::string known_from;  ///< of the prior
  std::string currency;
  bool prices_known = true;
  std::string unpriced;  ///< the model without a price
  std::string outcomes;  ///< what real outcomes will do, a sentence; empty: none are named
};

/// At most 80 columns.
std::vector<std::string> plan_lines(const plan_subject& what, const forecast::forecast& found);

/// docs/schemas/plan.schema.json describes it.
std::string plan_json(const plan_subject& what, const forecast::forecast& found);

}  // namespace parley::cli
