// The 52 sample customers of profiles/demo, compiled in: the program runs without any file.
// Must not know: who runs them.
#pragma once

#include <span>

#include "base/embedded_file.hpp"
#include "profiles/loader.hpp"

namespace parley {

/// "C0001.json" ... "C0052.json", in this order.
std::span<const embedded_file> demo_profile_files();

/// The same, parsed. Without problems: a test holds the files to it.
loaded_profiles demo_profiles();

}  // namespace parley
