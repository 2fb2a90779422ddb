// The virtual clock under the name that tests use.
#pragma once

#include "base/virtual_clock.hpp"

namespace parley::test {

using sim_clock = virtual_clock;

}  // namespace parley::test
