// Starts the service with any played models: production's, or a test's own.
// Must not know: how the models play.
#pragma once

#include <memory>

#include "sim/model.hpp"
#include "sim/simulated_provider.hpp"

namespace parley::sim::service {

result<std::unique_ptr<simulated_provider>> start(provider_settings settings,
                                                  std::unique_ptr<const played_models> models);

}  // namespace parley::sim::service
