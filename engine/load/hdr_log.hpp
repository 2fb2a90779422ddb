// Histograms in the log format of HdrHistogram, for its own tools and plotters.
// Must not know: load tests, files.
#pragma once

#include <string>
#include <string_view>

#include "engine/load/histogram.hpp"

namespace parley::load {

/// One line of a log: an interval of a test, tagged with what was measured.
struct hdr_log_line {
  std::string_view tag;  ///< "e2e@rate 50"; commas, spaces and line ends become '_'
  double start_sec = 0;  ///< since the log's start
  double length_sec = 0;
  const histogram* values = nullptr;
};

/// First lines of a log. `unix_start` in seconds.
std::string hdr_log_head(double unix_start);
/// "Tag=e2e,0.000,10.000,1.250,HISTFAAA...\n"; the maximum is divided by 10^6 (values in
/// microseconds, maximum in seconds).
std::string hdr_log_text(const hdr_log_line& line);

/// Base64 of HdrHistogram's V2 compressed encoding (HdrHistogram's AbstractHistogram.java,
/// encodeIntoCompressedByteBuffer). The zlib stream holds stored blocks: a few kilobytes more, and
/// no library.
std::string hdr_encoded(const histogram& values);

}  // namespace parley::load
