// Names for folders of results that sort by time and do not collide.
// Must not know: what the result is.
#pragma once

#include <string>

namespace parley::cli {

/// "20261122-140305-1a2b": UTC time, and four digits that differ between two of one second.
std::string make_result_id();

}  // namespace parley::cli
