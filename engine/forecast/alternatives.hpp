// The settings that could make a run faster or cheaper, as changes to try. Pure.
// Must not know: what they bring.
#pragma once

#include "engine/forecast/forecast.hpp"

namespace parley::forecast {

struct change {
  alternative what;  ///< its result is left open
  settings config;
  prior belief;
};

/// At most a handful, those first that meet what binds.
std::vector<change> changes_to_try(const settings& config, const prior& belief,
                                   std::size_t customers, const std::string& binds);

}  // namespace parley::forecast
